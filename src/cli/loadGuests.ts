import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Guests } from "../guest/guest.ts";
import { nearestName } from "../model/nearestName.ts";
import { importModule } from "./importModule.ts";
import { UsageError } from "./usageError.ts";

/** Loads the module of `--guest`: code of the user's, which runs. @param path as given, from `cwd`. */
export async function loadGuests(path: string, cwd: string): Promise<Guests> {
  const file = resolve(cwd, path);
  if (!existsSync(file)) throw new UsageError(`--guest ${path}: there is no such file`);
  const module = await importModule(`--guest ${path}`, file);
  const { guests } = module;
  if (typeof guests === "function") return guests as Guests;
  const help = "write: export const guests = () => ({ container: mswGuest(() => [...handlers]) })";
  if (guests !== undefined) throw new UsageError(`--guest ${path}: its export guests is no function`, help);
  const nearest = nearestName("guests", Object.keys(module));
  const near = nearest === undefined ? "" : `; there is ${nearest}`;
  throw new UsageError(`--guest ${path}: it does not export guests${near}`, help);
}
