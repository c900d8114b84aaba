import type { LoadContext, Loaded } from "./loadScenario.ts";
import { UsageError } from "./usageError.ts";

export function loadManifest(name: string, _text: string, _context: LoadContext): Loaded {
  throw new UsageError(`${name}: manifests are not read yet`);
}
