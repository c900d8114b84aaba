import { clusterVectors } from "../../src/conformance/clusterVectors.ts";
import { kubeletVectors } from "../../src/conformance/kubeletVectors.ts";
import { proberVectors } from "../../src/conformance/proberVectors.ts";
import { compareSafely } from "../../src/conformance/runVectors.ts";
import type { Comparison, Difference, VectorKind } from "../../src/conformance/vectorKind.ts";
import { isJsonArray, isJsonObject } from "../../src/model/json.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Draw, Oracle } from "./draw.ts";
import { raceOfClusters } from "./raceOfClusters.ts";
import type { Recording } from "./recordings.ts";

/** How our trace of one scenario stands to the real one. */
export type Judgement =
  | { readonly verdict: "matched" }
  /** Equal once another order is taken at these named ties. */
  | { readonly verdict: "tie"; readonly tie: string }
  /** Equal to what the same scenario gave in another run of the real code: chance decides it. */
  | { readonly verdict: "raced" }
  /** The runs of the real code differ from one another before ours differs from all of them: a race in which ours was not met. */
  | { readonly verdict: "unreached"; readonly difference: Difference }
  | { readonly verdict: "different"; readonly difference: Difference }
  | { readonly verdict: "unusable"; readonly why: string };

const KINDS: Readonly<Record<Oracle, VectorKind>> = {
  prober: proberVectors,
  kubelet: kubeletVectors,
  cluster: clusterVectors,
};

function compare({ oracle, version }: Draw, vector: JsonObject): Comparison {
  const kind = KINDS[oracle];
  const { id } = vector;
  if (typeof id !== "string" || !kind.recognises(vector))
    return { matched: false, difference: { at: "no vector", got: vector } };
  return compareSafely(kind, { id, value: vector, line: "" }, version);
}

/**
 * Compares a recording with our engine as the conformance suite does.
 * @param recordAgain more runs of the same scenario; asked for only where this one cannot be explained.
 */
export async function judgeRecording(
  draw: Draw,
  recording: Recording,
  recordAgain: () => Promise<readonly Recording[]>,
): Promise<Judgement> {
  if (recording.error !== undefined) return { verdict: "unusable", why: recording.error };
  const { matched, tie, difference } = compare(draw, recording.vector);
  if (matched) return tie === undefined ? { verdict: "matched" } : { verdict: "tie", tie };
  if (draw.oracle === "cluster") return judgeCluster(draw, [recording, ...(await recordAgain())]);
  const reusedMs = sandboxIdReusedMs(recording);
  if (reusedMs !== undefined && Number.parseFloat(difference?.at ?? "") >= reusedMs)
    return { verdict: "unusable", why: `equal until the oracle gave two sandboxes one ID at ${reusedMs} ms` };
  const others = (await recordAgain()).map((other) => compare(draw, other.vector));
  if (others.some((other) => other.matched)) return { verdict: "raced" };
  return { verdict: "different", difference: difference ?? { at: "" } };
}

/** Of a cluster whose first run is not ours: by the stability that the recording of vectors knows. */
function judgeCluster(draw: Draw, runs: readonly [Recording, ...Recording[]]): Judgement {
  const { vector, partsMs } = raceOfClusters(runs);
  const { matched, difference = { at: "" } } = compare(draw, vector);
  if (matched) return { verdict: "raced" };
  const isRace = partsMs !== undefined && partsMs <= Number.parseFloat(difference.at);
  return { verdict: isRace ? "unreached" : "different", difference };
}

/**
 * The oracle's runtime numbers a sandbox by how many there are: after one was removed, a new one gets the ID of one that is
 * still there, and the kubelet is told of the old one in its place (oracle/kubelet/cri.go, RunPodSandbox). No real runtime
 * does so; from then on the trace says nothing. Undefined: it did not happen.
 */
function sandboxIdReusedMs({ vector }: Recording): number | undefined {
  const ids: number[] = [];
  const { events } = vector;
  const sandboxEvents = (isJsonArray(events) ? events : []).filter(isJsonObject).flatMap(({ kind, t, end }) => {
    if (kind === "sandboxRemove") return [{ atMs: Number(t), isNew: false }];
    return kind === "sandboxRun" && typeof end === "number" ? [{ atMs: end, isNew: true }] : [];
  });
  for (const { atMs, isNew } of sandboxEvents.sort((a, b) => a.atMs - b.atMs)) {
    if (!isNew) ids.shift();
    else if (ids.includes(ids.length)) return atMs;
    else ids.push(ids.length);
  }
  return undefined;
}

/** Probe executions in the recorded trace. */
export function countAttempts({ vector }: Recording): number {
  const { expect, events } = vector;
  const trace = isJsonArray(expect) ? expect : isJsonArray(events) ? events : [];
  return trace.filter((event) => isJsonObject(event) && (event["k"] === "attempt" || event["kind"] === "probe")).length;
}
