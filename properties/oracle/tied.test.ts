import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { proberVectors } from "../../src/conformance/proberVectors.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

/*
 * Scenarios of scripts/compareWithOracle.ts in which chance had its say, each with one trace that the real code gave: those
 * that the search over ties once did not explain. A trigger that waits over many rounds of a slow probe, two such probes in one
 * pod, and two triggered workers of which one looks before the status is stored and one after it.
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
    expect(proberVectors.compare({ id, value, line }, version)).toEqual({
      matched: true,
      tie: expect.stringMatching(/^(trigger or tick|look or store) of ./),
    });
  },
);
