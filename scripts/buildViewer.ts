import { join } from "node:path";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");

/** Bundles what draws a report in the browser; the same source gives the same bytes. */
export async function buildViewer(): Promise<{ readonly script: string; readonly style: string }> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { script: "src/viewer/main.ts", style: "src/viewer/viewer.css" },
    outdir: "dist/viewer",
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    charset: "utf8",
    legalComments: "none",
    // What browsers of the last few years understand.
    target: ["chrome119", "firefox121", "safari17.4"],
    tsconfigRaw: {},
  });
  const textOf = (suffix: string): string => outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? "";
  return { script: textOf(".js"), style: textOf(".css") };
}
