import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { sampleScenarios, traceHashesOf } from "../determinism/traceHashes.ts";

const ENTRY = join(import.meta.dirname, "../../src/index.ts");

// Goal: the core runs in a browser. Method: bundle it as a browser would get it, without any module of Node, and run it
// where there is nothing but the language itself and TextEncoder.
test("the core bundles for a browser and gives the same traces there", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "probewise",
    target: "es2022",
    write: false,
    metafile: true,
  });
  expect(Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external))).toEqual(
    [],
  );

  const context = createContext({ TextEncoder });
  runInContext(outputFiles[0]?.text ?? "", context);
  const scenarios = new Map([...sampleScenarios()].slice(-3));
  for (const [name, hash] of Object.entries(traceHashesOf(scenarios))) {
    const json = JSON.stringify(scenarios.get(name));
    expect(runInContext(`probewise.traceHash(probewise.simulate(${json}))`, context), name).toBe(hash);
  }
});
