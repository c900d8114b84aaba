import { expect, test } from "vitest";
import { accountByKind, recordedDocuments } from "./recordedDocuments.ts";

// The KServe documents among the real manifests, by kind; only beside a recording. What KServe's own code made of each is compared in
// properties/conformance.

const DOCUMENTS = recordedDocuments("serving.kserve.io");

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
