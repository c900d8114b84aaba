import { expect, test } from "vitest";
import { accountByKind, objectOf, recordedDocuments } from "./recordedDocuments.ts";

// The Knative documents among the real manifests, compared with what Knative's own code makes of them; only beside a recording.

const DOCUMENTS = recordedDocuments("serving.knative.dev");

/** Where nothing is recorded there is nothing to account for. */
const EXPECTED =
  DOCUMENTS.length === 0
    ? {}
    : {
        "Configuration: 1 workloads": 1,
        "Route: not a workload": 1,
        "Service: 1 workloads": 8,
        "Service: Knative refuses it, refused": 22,
      };

test("the Knative documents of the corpus are accounted for by kind", () => {
  expect(accountByKind(DOCUMENTS)).toEqual(EXPECTED);
});

test("what Knative refuses is refused in its words", () => {
  for (const document of DOCUMENTS) {
    const errors = objectOf(document).diagnostics.filter(({ severity }) => severity === "error");
    const said =
      errors.length === 0 ? undefined : `validation failed: ${errors.map(({ message }) => message).join("\n")}`;
    // The recording does not name the registry.
    expect(said?.replaceAll(/docker\.io|index\.docker\.io/g, "{registry}"), document.file).toBe(document.error);
  }
});

test("with the feature for fieldRef on, the pod's grace period still stands in their way", () => {
  const platform = { knativeConfig: { "kubernetes.podspec-fieldref": "enabled" } };
  const said = DOCUMENTS.flatMap((document) =>
    objectOf(document, platform).diagnostics.filter(({ severity }) => severity === "error"),
  );
  const counts = Map.groupBy(said, ({ message }) => message.split("\n")[0]);
  expect([...counts].map(([message, all]) => [message, all.length])).toEqual(
    DOCUMENTS.length === 0
      ? []
      : [
          ["Failed to parse image reference: spec.template.spec.containers[0].image", 1],
          ["must not set the field(s): spec.template.spec.terminationGracePeriodSeconds", 21],
        ],
  );
});
