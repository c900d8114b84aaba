import { pathToFileURL } from "node:url";
import { UsageError } from "./usageError.ts";

/** Runs a module of the user's and gives what it exports. @param label how messages call it. */
export async function importModule(label: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${label}: it cannot be loaded: ${message}`, undefined, { cause: error });
  }
}
