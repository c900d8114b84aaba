import type { FieldError } from "./fieldErrors.ts";
import { invalid } from "./fieldErrors.ts";

/** A path that no `..` leads out of. */
export function validatePathNoBacksteps(text: string, path: string): FieldError[] {
  return text.split("/").includes("..") ? [invalid(path, text, "must not contain '..'")] : [];
}

/** A relative path that no `..` leads out of. */
export function validateLocalDescendingPath(text: string, path: string): FieldError[] {
  return [
    ...(text.startsWith("/") ? [invalid(path, text, "must be a relative path")] : []),
    ...validatePathNoBacksteps(text, path),
  ];
}

/** The same, and no name that begins with two dots: the kubelet keeps those for itself. */
export function validateLocalNonReservedPath(text: string, path: string): FieldError[] {
  const reserved = text.startsWith("..") && !text.startsWith("../");
  return [
    ...validateLocalDescendingPath(text, path),
    ...(reserved ? [invalid(path, text, "must not start with '..'")] : []),
  ];
}

const LARGEST_FILE_MODE = 0o777;

/** @param mode undefined is nil, which is fine */
export function validateFileMode(mode: number | undefined, path: string): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= LARGEST_FILE_MODE)) return [];
  return [invalid(path, mode, "must be a number between 0 and 0777 (octal), both inclusive")];
}
