import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { workloadsOf } from "../manifest/dialect.ts";
import { readManifest } from "../manifest/readManifest.ts";
import { NEWEST_VERSION } from "../model/kubernetesVersion.ts";
import { podYaml } from "./podYaml.ts";

const MANIFESTS = resolve(import.meta.dirname, "../../properties/manifests");

function podsOf(text: string, file = "f.yaml"): string[] {
  const { objects } = readManifest(file, text, { version: NEWEST_VERSION });
  return objects.flatMap((object) => workloadsOf(object).map((workload) => podYaml(object, workload)));
}

/** Lines of a comment, or with one. */
function commented(yaml: string): string[] {
  return yaml
    .split("\n")
    .filter((line) => line.includes("#"))
    .map((line) => line.trim());
}

test("of every bundled manifest it is the pod that is simulated, and parses", () => {
  let compared = 0;
  for (const name of readdirSync(MANIFESTS, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".yaml")) continue;
    const text = readFileSync(join(MANIFESTS, name), "utf8");
    const { objects } = readManifest(name, text, { version: NEWEST_VERSION });
    for (const object of objects)
      for (const workload of workloadsOf(object)) {
        expect(parse(podYaml(object, workload))).toMatchObject({ kind: "Pod", spec: workload.pod.spec });
        compared++;
      }
  }
  expect(compared).toBeGreaterThan(40);
});

test("comments say what Kubernetes added, and nothing of what the file says", () => {
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: x:1, livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 5}}]}\n";
  const [yaml = ""] = podsOf(pod);
  expect(yaml).toContain("periodSeconds: 5\n");
  expect(yaml).toContain("timeoutSeconds: 1 # default of Kubernetes\n");
  const [head, ...rest] = commented(yaml);
  expect(head).toBe("# pod of Pod p, f.yaml:1");
  expect(rest.every((line) => line.endsWith("# default of Kubernetes"))).toBe(true);
  expect(rest.some((line) => /^(?:name|image|port|periodSeconds|containers)\b/.test(line))).toBe(false);
});

test("comments say what a platform made, and of what assumptions", () => {
  const service = {
    metadata: { name: "ranker" },
    containers: [{ port: 8000, liveness_check: { http_get: { port: 8000 } } }],
  };
  const [yaml = ""] = podsOf(JSON.stringify(service), "service.json");
  expect(yaml).toContain("# pod of EAS service ranker, service.json:1\n# assumed: ");
  expect(yaml).toContain("path: / # default of EAS\n");
  expect(yaml).toContain("failureThreshold: 1 # default of EAS, JSON\n");
  expect(yaml).toContain("readinessProbe:\n        # without a readiness check EAS asks whether the port is open\n");
  expect(yaml).toContain("# EAS adds it: an instance takes traffic only when both are ready\n    - name: eas-engine\n");
  expect(yaml).toContain("- containerPort: 8000\n");
});

test("a hostile file makes no line of its own", () => {
  const name = "a\\nkind: Secret\\u2028";
  const module = `dialect: foundry\nmodule: a\ncontainers: [{name: "${name}", image: "# x\\n- y"}]\n`;
  const [yaml = ""] = podsOf(module, "x\u0007\n# y.yaml");
  const [document, ...others] = parseAllDocuments(yaml);
  expect(others).toEqual([]);
  expect(document?.toJS()).toMatchObject({ kind: "Pod", spec: { containers: [{ name: "a\nkind: Secret\u2028" }] } });
  expect(yaml).not.toContain("\u0007");
});
