import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ViewerAsset } from "../report/html/htmlDocument.ts";
import { importModule } from "./importModule.ts";
import { PACKAGE_FOLDER } from "./packageFolder.ts";

/** Where the build leaves the bundled viewer. */
const BUILT = join(PACKAGE_FOLDER, "dist/viewer");
/** Bundles it from its sources; there in a checkout only. */
const BUILDER = join(PACKAGE_FOLDER, "scripts/buildViewer.ts");

let loaded: Promise<ViewerAsset> | undefined;

/** What draws reports: bundled from its sources in a checkout, and as it was built in the package. */
export function loadViewerAsset(): Promise<ViewerAsset> {
  loaded ??= existsSync(BUILDER) ? bundle() : Promise.resolve(readBuilt());
  return loaded;
}

/** Always from the sources, so that no older build can be shown instead. */
async function bundle(): Promise<ViewerAsset> {
  const { buildViewer } = await importModule("the viewer", BUILDER);
  return (buildViewer as () => Promise<ViewerAsset>)();
}

function readBuilt(): ViewerAsset {
  const read = (name: string): string => readFileSync(join(BUILT, name), "utf8");
  return { script: read("viewer.js"), style: read("viewer.css") };
}
