import { nearestName } from "../../model/nearestName.ts";
import type { PlatformProblem } from "../platformProblem.ts";
import type { SourceNode } from "../source/sourceNode.ts";

export const MODULE_KEYS = ["dialect", "module", "containers", "assumptions"];
export const CONTAINER_KEYS = ["name", "image", "readiness", "liveness"];
export const HANDLER_KEYS = ["exec", "http", "httpGet"];
/** Three spellings of the one field. */
export const TIMEOUT_KEYS = ["timeoutSeconds", "timeout", "timeout_seconds"];
export const EXEC_KEYS = ["command", ...TIMEOUT_KEYS];
export const HTTP_KEYS = ["path", "port", "header", ...TIMEOUT_KEYS];

/** Keys that the form has no field for; the file is ours, so nothing is ignored. `where` says whose keys they are. */
export function unknownKeys(
  node: SourceNode,
  path: string,
  known: readonly string[],
  where: string,
): PlatformProblem[] {
  if (node.kind !== "object") return [];
  return node.members.flatMap(({ key }): PlatformProblem[] => {
    if (known.includes(key)) return [];
    const near = nearestName(key, known);
    return [
      {
        path: path === "" ? key : `${path}.${key}`,
        message: `unknown key ${JSON.stringify(key)} in ${where}`,
        help: near === undefined ? `known here are ${known.join(", ")}` : `did you mean ${near}?`,
      },
    ];
  });
}
