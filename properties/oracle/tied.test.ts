import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { kubeletVectors } from "../../src/conformance/kubeletVectors.ts";
import { proberVectors } from "../../src/conformance/proberVectors.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

/*
 * Scenarios of scripts/compareWithOracle.ts in which chance had its say, each with one trace that the real code gave: those
 * that the search over ties once did not explain. A trigger that waits over many rounds of a slow probe; two triggered workers
 * of which one alone looks before the status is stored; a sync that must kill several containers.
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

test.each(TIED.map(({ line, value }) => [value.id, value.kubernetes, value, line] as const))(
  "%s of %s is explained by named ties",
  (id, kubernetes, value, line) => {
    const version = parseKubernetesVersion(kubernetes);
    if (version === undefined) throw new Error(`${kubernetes} is no release`);
    const kind = [proberVectors, kubeletVectors].find((one) => one.recognises(value));
    expect(kind?.compare({ id, value, line }, version)).toEqual({
      matched: true,
      tie: expect.stringMatching(/^(trigger or tick of .|look or store of .|. or . killed first)/),
    });
  },
);
