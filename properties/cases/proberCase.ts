import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, test } from "vitest";
import { runProberScenario } from "../../src/conformance/proberHarness.ts";
import type { ProberEvent, ProberScenario } from "../../src/conformance/proberScenario.ts";
import type { KubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import { PROBER_RELEASES } from "./proberScenarios.ts";

type ProberTrace = readonly ProberEvent[];
type Recorded = ProberScenario & { readonly expect: ProberTrace };

const recordings = new Map<string, ReadonlyMap<string, Recorded>>();

function recordedScenarios(release: string): ReadonlyMap<string, Recorded> {
  const known = recordings.get(release);
  if (known !== undefined) return known;
  const text = gunzipSync(readFileSync(join(import.meta.dirname, `recorded/prober-${release}.jsonl.gz`))).toString(
    "utf8",
  );
  const all = new Map(
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Recorded)
      .map((recorded) => [recorded.id, recorded]),
  );
  recordings.set(release, all);
  return all;
}

/**
 * A numbered case of the bare probe workers, as statements about what they did. They must hold for the real workers and for
 * ours. `scenario`: its recording, if that has another name than the case.
 */
export function proberCase(
  name: string,
  releases: readonly string[],
  check: (trace: ProberTrace) => void,
  scenario: string = name.split(" ")[0] ?? "",
): void {
  describe(name, () => {
    for (const release of releases) {
      const recorded = recordedScenarios(release).get(scenario);
      if (recorded === undefined) throw new Error(`${release} has no recording of ${scenario}`);
      test(`the real workers of ${release}`, () => check(recorded.expect));
      test(`ours of ${release}`, () =>
        check(runProberScenario(recorded, parseKubernetesVersion(release) as KubernetesVersion, () => 0).events));
    }
  });
}

export { PROBER_RELEASES };

/** When attempts of the probe began. */
export function begins(trace: ProberTrace, probe: string, container = "a"): number[] {
  return trace.filter(({ k, c, p }) => k === "attempt" && c === container && p === probe).map(({ t }) => t);
}

/** Published results: instant, container ID and value. */
export function results(trace: ProberTrace, probe: string, container = "a"): [number, string, string][] {
  return trace
    .filter(({ k, c, p }) => k === "result" && c === container && p === probe)
    .map(({ t, id = "", v = "" }) => [t, id, v]);
}

/** What a result manager holds at the end; undefined: nothing. */
export function final(trace: ProberTrace, probe: string, container = "a"): string | undefined {
  return trace.find(({ k, c, p }) => k === "final" && c === container && p === probe)?.v;
}
