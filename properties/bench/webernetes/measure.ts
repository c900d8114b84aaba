import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { ProbeType } from "../../../src/model/probe.ts";
import { processorTimeMs } from "../processorTime.ts";
import type { Measured } from "../realProber.ts";
import { containersOf, isHealthyAt, type Workload } from "../workload.ts";

/** What we use of @ngrok/webernetes; its package is not there unless `npm run bench:install` has run. */
interface Webernetes {
  readonly BaseImage: new () => { exec(context: ProcessContext, argv: readonly string[]): Promise<number> };
  readonly Cluster: new (options: { nodes: number }) => Cluster;
}
interface ProcessContext {
  waitUntilKilled(): Promise<number>;
}
interface Cluster {
  readonly clock: { pause(): void; step(ms: number): void; nowMs(): number };
  registerImage(image: unknown): void;
  init(): Promise<void>;
  apply(resources: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/** How far its clock is moved at a time; its promises settle between two steps. */
const STEP_MS = 250;

/** Another simulator of Kubernetes for browsers, on its own clock, as fast as it goes. */
export async function measureWebernetes({ podCount, durationMs }: Workload): Promise<Measured | string> {
  const entry = join(import.meta.dirname, "node_modules/@ngrok/webernetes/dist/index.js");
  if (!existsSync(entry)) return "not installed (npm run bench:install)";
  const folder = mkdtempSync(join(tmpdir(), "probewise-bench-"));
  try {
    const outfile = join(folder, "webernetes.mjs");
    // Its imports have no extensions: Node needs it bundled.
    await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", platform: "node", logLevel: "error" });
    const library = (await import(pathToFileURL(outfile).href)) as Webernetes;
    return await run(library, podCount, durationMs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run({ BaseImage, Cluster }: Webernetes, podCount: number, durationMs: number): Promise<Measured> {
  const cluster = new Cluster({ nodes: 1 });
  let attempts = 0;
  let beganMs = 0;
  class App extends BaseImage {
    static readonly imageName = "app";
    static readonly imageVersion = "1";
    readonly defaultCommand = ["serve"];
    override exec(context: ProcessContext, [container = "", probe]: readonly string[]): Promise<number> {
      if (probe === undefined) return context.waitUntilKilled();
      attempts++;
      return Promise.resolve(isHealthyAt(container, probe as ProbeType, cluster.clock.nowMs() - beganMs) ? 0 : 1);
    }
  }
  cluster.registerImage(App);
  await cluster.init();
  cluster.clock.pause();
  beganMs = cluster.clock.nowMs();
  const startedMs = processorTimeMs();
  const pods = Array.from({ length: podCount }, (_, index) => podManifest(index));
  let isApplied = false;
  const applied = cluster.apply(pods).then(() => {
    isApplied = true;
  });
  while (!isApplied || cluster.clock.nowMs() - beganMs < durationMs) {
    cluster.clock.step(STEP_MS);
    await nextTurn();
  }
  await applied;
  const tookMs = processorTimeMs() - startedMs;
  return { attempts, tookMs };
}

function podManifest(index: number) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `pod-${index}` },
    spec: { containers: containersOf() },
  };
}
