import type { JsonObject } from "../../../model/json.ts";
import { optionalString } from "../fields.ts";

/** The AppArmor profile that an old annotation stands for; undefined for one that stands for none. */
export function appArmorProfileOf(annotation: string): JsonObject | undefined {
  if (annotation === "unconfined") return { type: "Unconfined" };
  if (annotation === "runtime/default") return { type: "RuntimeDefault" };
  const localhostProfile = annotation.startsWith("localhost/") ? annotation.slice("localhost/".length) : "";
  return localhostProfile === "" ? undefined : { type: "Localhost", localhostProfile };
}

export function isSameProfile(left: JsonObject | undefined, right: JsonObject | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return ["type", "localhostProfile"].every((field) => optionalString(left, field) === optionalString(right, field));
}
