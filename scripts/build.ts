import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { buildViewer } from "./buildViewer.ts";

// dist/: the library as modules with their types, and the command bundled, which halves its cold start
// (decisions/0007-bundled-command.md); and what draws HTML reports in the browser, as one script and one style sheet.

const ROOT = join(import.meta.dirname, "..");

// What an earlier build left would be published with this one.
rmSync(join(ROOT, "dist"), { recursive: true, force: true });
execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json"], { cwd: ROOT, stdio: "inherit" });
await build({
  absWorkingDir: ROOT,
  entryPoints: [
    { in: "src/cli/main.ts", out: "main" },
    { in: "src/cli/fuzz/fuzzWorker.ts", out: "fuzzWorker" },
    { in: "src/cli/storyWorker.ts", out: "storyWorker" },
  ],
  outdir: "dist/cli",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node22.18",
  chunkNames: "[name]-[hash]",
});

const { script, style } = await buildViewer();
mkdirSync(join(ROOT, "dist/viewer"), { recursive: true });
writeFileSync(join(ROOT, "dist/viewer/viewer.js"), script);
writeFileSync(join(ROOT, "dist/viewer/viewer.css"), style);
