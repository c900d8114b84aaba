import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { clusterVectors } from "../../src/conformance/clusterVectors.ts";
import { kubeletVectors } from "../../src/conformance/kubeletVectors.ts";
import { proberVectors } from "../../src/conformance/proberVectors.ts";
import { listOf } from "../../src/conformance/recordedObjects.ts";
import type { Comparison } from "../../src/conformance/vectorKind.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

/*
 * Scenarios of scripts/compareWithOracle.ts in which chance had its say, each with one trace that the real code gave: those
 * that the search over ties once did not explain. A trigger that waits over many rounds of a slow probe; two triggered workers
 * of which one alone looks before the status is stored; a sync that must kill several containers. Of clusters: a controller's
 * queue and the API server at one nanosecond (rollout-2000120), and two ReplicaSets, whose hashes order what they do at once
 * (outage-2000036).
 */
interface Tied extends JsonObject {
  readonly id: string;
  readonly kubernetes: string;
}

const TIED = gunzipSync(readFileSync(join(import.meta.dirname, "tied.jsonl.gz")))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => ({ line, value: JSON.parse(line) as Tied }));

function compare({ line, value }: (typeof TIED)[number]): Comparison | undefined {
  const version = parseKubernetesVersion(value.kubernetes);
  if (version === undefined) throw new Error(`${value.kubernetes} is no release`);
  const kind = [proberVectors, kubeletVectors, clusterVectors].find((one) => one.recognises(value));
  return kind?.compare({ id: value.id, value, line }, version);
}

test.each(TIED.map((tied) => [tied.value.id, tied.value.kubernetes, tied] as const))(
  "%s of %s is explained by named ties",
  (_id, _kubernetes, tied) => {
    expect(compare(tied)).toEqual({
      matched: true,
      tie: expect.stringMatching(
        /^(trigger or tick of .|look or store of .|. or . killed first|controllers' queues or API server at|calls of one ReplicaSet or another at)/,
      ),
    });
  },
);

test.each(["p601505", "probes-600170", "rollout-2000120", "outage-2000036"])(
  "%s with its last event a millisecond later is not explained",
  (id) => {
    const tied = TIED.find(({ value }) => value.id === id);
    if (tied === undefined) throw new Error(`${id} is not there`);
    const key = "expect" in tied.value ? "expect" : "events";
    const trace = listOf(tied.value[key]);
    const last = trace.at(-1) as JsonObject;
    const moved = [...trace.slice(0, -1), { ...last, t: Number(last["t"]) + 1 }];
    expect(compare({ ...tied, value: { ...tied.value, [key]: moved } })).toMatchObject({ matched: false });
  },
);
