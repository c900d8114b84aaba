import { expect, test } from "vitest";
import { readManifest } from "../../../manifest/readManifest.ts";
import { NEWEST_VERSION } from "../../../model/kubernetesVersion.ts";
import { DEFAULT_HORIZON_MS } from "../../stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../../uncontrolled.ts";
import { findFindings } from "../findFindings.ts";
import { knativeExample } from "./knative/knativeExample.ts";

const { manifest } = knativeExample([
  "readinessProbe: { httpGet: { path: /ready }, periodSeconds: 5 }",
  "livenessProbe: { httpGet: { path: /alive } }",
]);

test.each([
  ["1.23", "spec.template.spec.containers[0].livenessProbe.terminationGracePeriodSeconds", 30],
  ["1.21", "spec.template.spec.containers[0].livenessProbe.terminationGracePeriodSeconds", 30],
  // Knative refuses the field of the probe there.
  ["1.18", "spec.template.spec.timeoutSeconds", 45],
  ["1.12", "spec.template.spec.timeoutSeconds", 45],
])("the fix for Knative %s is one that it takes", (knativeVersion, path, value) => {
  const reading = { version: NEWEST_VERSION, platform: { knativeVersion } };
  const options = { reading, kubeletAgeMs: DEFAULT_KUBELET_AGE_MS, horizonMs: DEFAULT_HORIZON_MS };
  const found = [...findFindings([readManifest("hello.yaml", manifest, reading)], options).values()].flat();
  const fixes = found.filter(({ ruleId }) => ruleId === "grace-blocks-restart").map(({ fix }) => fix);
  expect(fixes).toMatchObject([{ isProven: true, edits: [{ path, value }] }]);
});
