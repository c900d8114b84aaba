import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROBE_NUMBERS, PROBES, segmentsOf, type Workload } from "./workload.ts";

const ORACLE = join(import.meta.dirname, "../../../shared/oracle/prober/oracle");
const VERSION = "1.36.3";

/** How often the workload is run in one process, so that its start does not count for much. */
const ROUNDS = 40;

export interface Measured {
  readonly attempts: number;
  readonly tookMs: number;
}

/**
 * The real prober of Kubernetes on virtual time, pod by pod, when it stands beside the checkout; its first use builds
 * it. Only probe workers and result managers: less than what the simulation does.
 */
export function measureRealProber(workload: Workload): Measured | string {
  if (!existsSync(ORACLE)) return "not beside the checkout (../shared/oracle/prober)";
  const folder = mkdtempSync(join(tmpdir(), "probewise-bench-"));
  try {
    const [input, output] = [join(folder, "in.jsonl"), join(folder, "out.jsonl")];
    const line = JSON.stringify(proberScenarioOf(workload));
    writeFileSync(input, `${line}\n`.repeat(workload.podCount * ROUNDS));
    const startedMs = performance.now();
    const { status, stderr } = spawnSync(ORACLE, [VERSION, "-in", input, "-out", output], { encoding: "utf8" });
    const tookMs = performance.now() - startedMs;
    if (status !== 0) return `failed: ${stderr.trim().split("\n").at(-1) ?? status}`;
    return { attempts: readFileSync(output, "utf8").split('"k":"attempt"').length - 1, tookMs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One pod of the workload in the format of the recordings (../shared/conformance/README.md). */
function proberScenarioOf({ durationMs }: Workload) {
  const running = { state: "running", startedAtMs: 0, id: "" };
  return {
    id: "bench",
    kubeletAgeMs: 3_600_000,
    restartPolicy: "Always",
    containers: ["web", "proxy"].map((name) => ({
      name,
      ...Object.fromEntries(PROBES.filter(([of]) => of === name).map(([, probe]) => [`${probe}Probe`, PROBE_NUMBERS])),
    })),
    sync: true,
    backend: Object.fromEntries(
      PROBES.map(([name, probe]) => [`${name}/${probe}`, segmentsOf(name, probe, durationMs)]),
    ),
    steps: [
      { atMs: 0, do: "addPod" },
      { atMs: 0, do: "status", containers: { web: { ...running, id: "web1" }, proxy: { ...running, id: "proxy1" } } },
    ],
    untilMs: durationMs,
  };
}
