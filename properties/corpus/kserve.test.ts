import { expect, test } from "vitest";
import { decodeKserve } from "../../src/manifest/kserve/kserveTypes.ts";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { isJsonArray, isJsonObject } from "../../src/model/json.ts";
import { accountByKind, objectOf, recordedDocuments } from "./recordedDocuments.ts";

// The KServe documents among the real manifests, compared with what KServe's own code makes of them; only beside a recording.

const DOCUMENTS = recordedDocuments("serving.kserve.io");

/** The probes below a value by their paths. */
function probesOf(value: JsonValue, path: string): [string, JsonValue][] {
  if (isJsonArray(value)) return value.flatMap((item, index) => probesOf(item, `${path}[${index}]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item = null]) => {
    const here = path === "" ? key : `${path}.${key}`;
    return /^(?:liveness|readiness|startup)Probe$/.test(key) ? [[here, item]] : probesOf(item, here);
  });
}

/** Where nothing is recorded there is nothing to account for. */
const EXPECTED =
  DOCUMENTS.length === 0
    ? {}
    : {
        "ClusterServingRuntime: no workload": 39,
        "ClusterStorageContainer: not a workload": 2,
        "InferenceService: 1 workloads": 2,
        "LLMInferenceService: not established": 11,
        "LLMInferenceServiceConfig: not established": 3,
      };

test("the KServe documents of the corpus are accounted for by kind", () => {
  expect(accountByKind(DOCUMENTS)).toEqual(EXPECTED);
});

test("the probes of its runtimes are read as KServe reads them", () => {
  for (const document of DOCUMENTS) {
    if (document.known !== true || document.kind !== "ClusterServingRuntime") continue;
    const { object } = decodeKserve("ClusterServingRuntime", objectOf(document).node, 20);
    const found = probesOf(object["spec"] as JsonObject, "spec").map(([path]) => path);
    expect(found.toSorted(), document.file).toEqual(Object.keys(document.probes ?? {}).toSorted());
  }
});
