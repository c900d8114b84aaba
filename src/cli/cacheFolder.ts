import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./command.ts";

/** Where we keep what would have to be made again: in the user's own folder for such things. */
export function cacheFolder(env: Environment["env"]): string {
  const folder = env["XDG_CACHE_HOME"] ?? env["LOCALAPPDATA"];
  return join(folder === undefined || folder === "" ? join(homedir(), ".cache") : folder, "probewise");
}
