import { expect, test } from "vitest";
import type { JsonObject } from "../../../model/json.ts";
import { NEWEST_VERSION } from "../../../model/kubernetesVersion.ts";
import { decodeValue } from "../decode.ts";
import { applyDefaults } from "../defaults.ts";
import { manifestRelease } from "../release.ts";
import type { ObjectVerdict, ValidationOptions } from "./validateObject.ts";
import { validateObject } from "./validateObject.ts";

function verdictOn(value: JsonObject, options?: ValidationOptions): ObjectVerdict {
  const { object, strictErrors } = decodeValue(value, NEWEST_VERSION);
  expect(strictErrors).toEqual([]);
  if (object === undefined) throw new Error("it cannot be decoded");
  return validateObject(applyDefaults(object, NEWEST_VERSION), manifestRelease(NEWEST_VERSION), options);
}

const LOCAL_SERVICE = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "s" },
  spec: { type: "LoadBalancer", externalTrafficPolicy: "Local", ports: [{ port: 80 }] },
};

test("a LoadBalancer with local traffic gets its health check port, as on a real server", () => {
  expect(verdictOn(LOCAL_SERVICE).errors).toEqual([]);
});

test("validation/services service/00235: the recording gives no health check port", () => {
  expect(verdictOn(LOCAL_SERVICE, { allocateHealthCheckNodePort: false }).errors).toEqual([
    "spec.healthCheckNodePort: Required value",
  ]);
});

test("errors in several labels have no fixed order, so the texts that string them together are left out", () => {
  const labels = { b: "x y", a: "z z" };
  const verdict = verdictOn({ ...LOCAL_SERVICE, metadata: { name: "s", labels } });
  expect(verdict.unordered).toBe(true);
  expect(verdict.errors).toEqual(verdict.errors.toSorted());
  expect(verdict.errors).toHaveLength(2);
  expect(verdict).not.toHaveProperty("message");
  expect(verdict).not.toHaveProperty("kubectl");
});

test("a kind that the server is not asked about here has nothing wrong with it", () => {
  expect(validateObject({ apiVersion: "v1", kind: "ConfigMap" }, manifestRelease(NEWEST_VERSION))).toEqual({
    findings: [],
    errors: [],
    warnings: [],
  });
});

test("keys of an object's prototype are labels like others", () => {
  const selector = { matchLabels: { constructor: "a" } };
  const template = { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "c", image: "x" }] } };
  const spec = { selector, template };
  expect(verdictOn({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "w" }, spec }).errors).toEqual([
    'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
  ]);
});
