import { nearestName } from "../model/nearestName.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";

/** A name of something that does not exist, with the nearest that does. */
export function unknownName(
  path: Path,
  atKey: boolean,
  what: string,
  name: string,
  known: readonly string[],
): ShapeProblem {
  const near = nearestName(name, known);
  const all = known.length === 0 ? "there is none" : `known: ${known.slice(0, 20).join(", ")}`;
  const help = near === undefined ? all : `did you mean ${near}?`;
  const message = `there is no ${what} ${JSON.stringify(name)}`;
  return atKey ? { path, atKey, message, help } : { path, message, help };
}
