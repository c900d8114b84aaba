import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { clusterVectors } from "../../src/conformance/clusterVectors.ts";
import { kubeletVectors } from "../../src/conformance/kubeletVectors.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

/*
 * Scenarios of scripts/compareWithOracle.ts in which the model once differed from the real kubelet, as vectors of
 * conformance/kubelet. The shared vectors do not reach what they show:
 *  - lifecycle 200120: a container ends in the millisecond of container GC (1.33); a jittered wait for a back-off ends in the
 *    millisecond of a sync tick (1.36), as in termination 300058
 *  - kubeletRestart 100079, 100263: whether a container is older than its kubelet goes by its start, not by the whole second
 *  - kubeletRestart 500218: an instance that was created and never started is the last state, though an empty one
 *  - condition-again: a condition that another controller sets to what it is already is no news (scripts/checkKubelets.ts)
 *  - condition-order: a new kubelet sends a patch that only puts the conditions of others before its own (the same)
 *  - patch-of-a-turn: an attempt that ends and the one that waited, in one millisecond, make one patch (the same)
 *  - sidecar-created-at-restart: a phase goes back to Pending where a kubelet ends between create and start of a sidecar (fuzz:full)
 *  - kubeletRestart 100241: a container ends by itself after SIGKILL was sent and before it took effect
 * Of clusters:
 *  - statefulset 2000165: under OnDelete, too, an update gets complete (1.37)
 *  - h-statefulset-1000033: a worker whose attempt ended with its container asks once more before it is stopped (1.37)
 *  - rollout 1000027: a container ends by itself in the very instant in which SIGKILL is sent
 *  - outage 2000040: what the recorder says again of other nodes' pods when a kubelet starts is no news
 */
interface Found extends JsonObject {
  readonly id: string;
  readonly kubernetes: string;
}

const FOUND = gunzipSync(readFileSync(join(import.meta.dirname, "found.jsonl.gz")))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => ({ line, value: JSON.parse(line) as Found }));

test.each(FOUND.map(({ line, value }) => [value.id, value.kubernetes, value, line] as const))(
  "%s of %s",
  (id, kubernetes, value, line) => {
    const version = parseKubernetesVersion(kubernetes);
    if (version === undefined) throw new Error(`${kubernetes} is no release`);
    const kind = [kubeletVectors, clusterVectors].find((one) => one.recognises(value));
    expect(kind?.compare({ id, value, line }, version)).toEqual({ matched: true });
  },
);
