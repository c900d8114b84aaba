import { expect, test } from "vitest";
import { readManifest } from "../../../manifest/readManifest.ts";
import { NEWEST_VERSION } from "../../../model/kubernetesVersion.ts";
import { DEFAULT_HORIZON_MS } from "../../stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../../uncontrolled.ts";
import { servedExample } from "../examples.ts";
import { findFindings } from "../findFindings.ts";
import { selects } from "./selects.ts";

// Goal: rules that look from one object to others know where the others stand, and what they do not see.

const READY = "readinessProbe: { httpGet: { path: /ready, port: 8080 } }";
const SERVED = servedExample("Deployment", READY);
const [DEPLOYMENT = "", SERVICE = ""] = SERVED.split("---\n");
const [SET = ""] = servedExample("StatefulSet", READY).split("---\n");
const CUSTOM = "---\napiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: { name: my }\nspec: {}\n";

/** What the rule says of all files together, as `severity file:line`. */
function said(rule: string, ...texts: readonly string[]): readonly string[] {
  const reading = { version: NEWEST_VERSION };
  const files = texts.map((text, index) => readManifest(`${index}.yaml`, text, reading));
  const options = { reading, kubeletAgeMs: DEFAULT_KUBELET_AGE_MS, horizonMs: DEFAULT_HORIZON_MS };
  return [...findFindings(files, options).values()]
    .flat()
    .filter(({ ruleId }) => ruleId === rule)
    .map(({ severity, file, line, fix }) => `${severity} ${file}:${line}${fix?.isProven === true ? ", mended" : ""}`);
}

test("a Service is told of that selects nothing, the surer the nearer its pods would be", () => {
  const mistyped = SERVICE.replace("app: web", "app: wbe");
  const id = "service-selects-nothing";
  expect(said(id, `${DEPLOYMENT}---\n${mistyped}`)).toEqual(["warning 0.yaml:22, mended"]);
  expect(said(id, `${DEPLOYMENT}---\n${SERVICE.replace("app: web", "app: payments")}`)).toEqual(["warning 0.yaml:22"]);
  expect(said(id, DEPLOYMENT, mistyped)).toEqual(["note 1.yaml:6, mended"]);
  expect(said(id, `${DEPLOYMENT}---\n${mistyped}${CUSTOM}`)).toEqual(["note 0.yaml:22, mended"]);
});

test("a Service is left in peace where its pods may be elsewhere, or get the label from a controller", () => {
  const id = "service-selects-nothing";
  const mistyped = SERVICE.replace("app: web", "app: wbe");
  expect(said(id, mistyped)).toEqual([]);
  expect(said(id, `${DEPLOYMENT}---\n${mistyped.replace("name: web", "name: web\n  namespace: other")}`)).toEqual([]);
  const single = SERVICE.replace("{ app: web }", "{ app: web, statefulset.kubernetes.io/pod-name: web-0 }");
  expect(said(id, `${SET}---\n${single}`)).toEqual([]);
  expect(said(id, `${DEPLOYMENT}---\n${SERVICE.replace("  selector: { app: web }\n", "")}`)).toEqual([]);
});

test("two controllers that select each other's pods are both told of, within one file", () => {
  const id = "shared-selector";
  const other = DEPLOYMENT.replace("name: web", "name: api");
  expect(said(id, `${DEPLOYMENT}---\n${other}`)).toEqual(["warning 0.yaml:6", "warning 0.yaml:22"]);
  expect(said(id, DEPLOYMENT, other)).toEqual([]);
  // One object, told twice; and one whose pods have a label more.
  expect(said(id, `${DEPLOYMENT}---\n${DEPLOYMENT}`)).toEqual([]);
  const canary = other.replaceAll("{ app: web }", "{ app: web, track: canary }");
  expect(said(id, `${DEPLOYMENT}---\n${canary}`)).toEqual([]);
  expect(said(id, `${DEPLOYMENT}---\n${other.replace("name: api", "name: api\n  namespace: other")}`)).toEqual([]);
});

test("a StatefulSet is told of whose Service is not there", () => {
  const id = "missing-governing-service";
  expect(said(id, SET)).toEqual(["note 0.yaml:6"]);
  expect(said(id, SET, SERVICE)).toEqual([]);
  expect(said(id, `${SET}---\n${SERVICE.replace("name: web", "name: webs")}`)).toEqual(["warning 0.yaml:6, mended"]);
  expect(said(id, `${SET}---\n${SERVICE.replace("name: web", "name: payments")}`)).toEqual(["warning 0.yaml:6"]);
  expect(said(id, SET.replace("  serviceName: web\n", ""))).toEqual([]);
});

test("a selector that says nothing takes nothing", () => {
  const labels = { app: "web" };
  expect([{ matchLabels: labels }, {}, undefined].map((selector) => selects(selector, labels))).toEqual([
    true,
    false,
    false,
  ]);
});
