import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../model/diagnostic.ts";
import { parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Workload } from "../model/workload.ts";
import type { ObjectContent } from "./dialect.ts";
import { workloadsOf } from "./dialect.ts";
import type { ManifestFile, ManifestObject } from "./readManifest.ts";
import { placeOfField, readManifest } from "./readManifest.ts";

function read(text: string, kubernetes = "1.36"): ManifestFile {
  const version = parseKubernetesVersion(kubernetes);
  if (version === undefined) throw new Error(kubernetes);
  return readManifest("f.yaml", text, { version });
}

/** Kind, name and what became of each object. */
function summary({ objects }: ManifestFile): string[] {
  return objects.map(
    ({ document, path, kind, name, content }) => `${document}${path} ${kind?.kind ?? "-"} ${name} ${content.is}`,
  );
}

function only(file: ManifestFile): ManifestObject {
  expect(file.objects).toHaveLength(1);
  const [object] = file.objects;
  if (object === undefined) throw new Error("no object");
  return object;
}

function workloadIn(content: ObjectContent): Workload {
  const [workload, ...others] = workloadsOf({ content });
  if (workload === undefined) throw new Error(content.is);
  expect(others).toEqual([]);
  return workload;
}

function short({ code, line, column, message, help }: Diagnostic): readonly unknown[] {
  return help === undefined ? [code, line, column, message] : [code, line, column, message, help];
}

const DEPLOYMENT = `# a comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
  minReadySeconds: 5
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: c
        image: x:1
        livenessProbe:
          httpGet: {port: 80}
          periodSeconds: 7
`;

const SERVICE =
  "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}], selector: {app: web}}\n";

describe("workloads", () => {
  test("a Deployment with the API's defaults", () => {
    const { content, isAccepted, firstLine, lastLine } = only(read(DEPLOYMENT));
    const workload = workloadIn(content);
    expect(isAccepted).toBe(true);
    expect([firstLine, lastLine]).toEqual([2, 19]);
    expect(workload).toMatchObject({
      kind: "Deployment",
      name: "web",
      namespace: "shop",
      replicas: 3,
      minReadySeconds: 5,
    });
    expect(workload.labels).toEqual({ app: "web" });
    expect(workload.origin).toEqual({ file: "f.yaml", document: 0, line: 2, path: "", podPath: "spec.template" });
    expect(workload.pod.spec.restartPolicy).toBe("Always");
    expect(workload.pod.spec.containers[0]?.livenessProbe).toEqual({
      httpGet: { path: "/", port: 80, scheme: "HTTP" },
      timeoutSeconds: 1,
      periodSeconds: 7,
      successThreshold: 1,
      failureThreshold: 3,
    });
    expect(workload.spec["strategy"]).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" },
    });
  });

  test("a CronJob's pod stands deep inside", () => {
    const template = "{spec: {restartPolicy: Never, containers: [{name: c, image: x}]}}";
    const file = read(
      `apiVersion: batch/v1\nkind: CronJob\nmetadata: {generateName: n-}\nspec: {schedule: "* * * * *", jobTemplate: {spec: {parallelism: 2, template: ${template}}}}\n`,
    );
    const { content, name } = only(file);
    expect(name).toBe("n-*");
    const workload = workloadIn(content);
    expect(workload).toMatchObject({ replicas: 2, origin: { podPath: "spec.jobTemplate.spec.template" } });
    expect(workload.pod.spec.containers.map((container) => container.name)).toEqual(["c"]);
  });

  test("fields that the release drops unread do not reach the pod", () => {
    const pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: x, restartPolicy: Never}]}\n";
    const restartPolicy = (kubernetes: string): unknown => {
      const { content } = only(read(pod, kubernetes));
      return workloadIn(content).pod.spec.containers[0]?.restartPolicy;
    };
    expect(restartPolicy("1.36")).toBe("Never");
    expect(restartPolicy("1.34")).toBeUndefined();
  });

  test("a negative grace period becomes one second", () => {
    const pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {terminationGracePeriodSeconds: -5, containers: [{name: c, image: x}]}\n";
    const { content } = only(read(pod));
    expect(workloadIn(content).pod.spec.terminationGracePeriodSeconds).toBe(1);
  });
});

describe("documents, as kubectl takes a file apart", () => {
  test("YAML at lines of dashes; what is empty counts but holds nothing", () => {
    expect(summary(read(`---\n${SERVICE}---\n---\n# nothing\n--- # more\n${DEPLOYMENT}`))).toEqual([
      "0 Service s service",
      "1 -  empty",
      "2 Deployment web workloads",
    ]);
  });

  test("JSON values in a row", () => {
    const json = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}';
    expect(summary(read(`${json}\n${json.replace('"a"', '"b"')}{"kind":"ConfigMap","apiVersion":"v1"}`))).toEqual([
      "0 Service a service",
      "1 Service b service",
      "2 ConfigMap  other",
    ]);
  });

  test("a text that begins with a brace and is no JSON is YAML", () => {
    expect(summary(read("{apiVersion: v1, kind: Secret, metadata: {name: x}}\n"))).toEqual(["0 Secret x other"]);
  });

  test("JSON numbers arrive as kubectl resends them", () => {
    const json = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"x","livenessProbe":{"httpGet":{"port":80},"periodSeconds":5.0}}]}}`;
    expect(only(read(json)).isAccepted).toBe(true);
  });

  test("lists unfold, within each other too, and typed ones lend their kind", () => {
    const list = `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: a}}
- apiVersion: v1
  kind: ServiceList
  items:
  - metadata: {name: b}
`;
    expect(summary(read(list))).toEqual(["0items[0] Service a service", "0items[1].items[0] Service b service"]);
    expect(read(list).objects.map(({ firstLine }) => firstLine)).toEqual([4, 8]);
  });

  test("kinds that run no pods say so", () => {
    const reasonOf = (text: string): unknown => {
      const { content } = only(read(text));
      return content.is === "other" ? content.reason : content;
    };
    expect(reasonOf("apiVersion: v1\nkind: ConfigMap\n")).toBe("not a workload: ConfigMap");
    expect(reasonOf("apiVersion: eventing.knative.dev/v1\nkind: Trigger\nspec: [{readinessProbe: {}}]\n")).toBe(
      "not a workload of Kubernetes itself: Trigger of eventing.knative.dev is a custom resource; the probes in it are not read",
    );
    expect(reasonOf("apiVersion: v1\nkind: ReplicationController\nmetadata: {name: r}\n")).toBe(
      "the ReplicationController has no template of pods",
    );
  });
});

describe("places of fields", () => {
  const place = (path: string): readonly unknown[] => {
    const { line, column, isWhole } = placeOfField(only(read(DEPLOYMENT)), path);
    return [line, column, isWhole];
  };
  test.each([
    ["metadata.name", [5, 9, true]],
    ["spec.template.spec.containers[0].livenessProbe.periodSeconds", [19, 26, true]],
    ["spec.template.spec.containers[0].livenessProbe", [17, 9, true]],
    ["spec.template.spec.containers[0]", [15, 9, true]],
    ["spec.selector.matchLabels[app]", [10, 33, true]],
  ])("%s", (path, expected) => {
    expect(place(path)).toEqual(expected);
  });

  test("of a default that of the nearest ancestor", () => {
    expect(place("spec.template.spec.containers[0].livenessProbe.httpGet.scheme")).toEqual([18, 11, false]);
    expect(place("spec.template.spec.containers[7].image")).toEqual([14, 7, false]);
  });

  test("keys with dots", () => {
    const object = only(read("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    a.b/c: x\n    a: y\n"));
    expect(placeOfField(object, "metadata.annotations.a.b/c").line).toBe(5);
    expect(placeOfField(object, "metadata.annotations[a.b/c]").line).toBe(5);
  });
});

describe("what is wrong, and where", () => {
  const findings = (text: string, kubernetes?: string): readonly unknown[] => {
    const file = read(text, kubernetes);
    return [...file.objects.flatMap(({ diagnostics }) => diagnostics), ...file.diagnostics].map(short);
  };
  const pod = (lines: string): string => `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: c
    image: x
${lines.replaceAll(/^/gm, "    ")}
`;

  test("an unknown key names the nearest valid one", () => {
    expect(findings(pod("livenessProbe:\n  exec: {command: [x]}\n  initialDetaySeconds: 5"))).toEqual([
      [
        "unknown-field",
        10,
        7,
        'unknown field "spec.containers[0].livenessProbe.initialDetaySeconds"',
        "did you mean initialDelaySeconds?",
      ],
    ]);
  });

  test("a key of another release names that release", () => {
    expect(findings(pod("restartPolicyRules: []"), "1.33")).toEqual([
      [
        "unknown-field",
        8,
        5,
        'unknown field "spec.containers[0].restartPolicyRules"',
        "Kubernetes 1.34 is the first that knows the field",
      ],
    ]);
  });

  test("few valid keys are listed", () => {
    expect(findings(pod("livenessProbe: {exec: {zzz: 1}}")).at(0)).toEqual([
      "unknown-field",
      8,
      28,
      'unknown field "spec.containers[0].livenessProbe.exec.zzz"',
      "the fields here are command",
    ]);
  });

  test("a value of the wrong type", () => {
    expect(findings(pod('livenessProbe: {exec: {command: [x]}, periodSeconds: "10s"}'))).toEqual([
      [
        "wrong-type",
        8,
        58,
        "json: cannot unmarshal string into Go struct field Probe.spec.containers.livenessProbe.periodSeconds of type int32",
        "write a plain whole number, without quotes and without a unit",
      ],
    ]);
  });

  test("what the API server's validation finds", () => {
    expect(findings(pod("livenessProbe: {exec: {command: [x]}, successThreshold: 2, periodSeconds: -1}"))).toEqual([
      [
        "invalid-field",
        8,
        79,
        "spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0",
      ],
      ["invalid-field", 8, 61, "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"],
    ]);
  });

  test("what YAML takes for a boolean", () => {
    expect(findings(pod("command: [y]")).at(0)).toContain(
      "put the value in quotes: without, y, yes, on, n, no and off are booleans to YAML",
    );
  });

  test("a duplicate key is a warning: kubectl does not see it", () => {
    const file = read(pod("livenessProbe: {exec: {command: [x]}}\nlivenessProbe: {exec: {command: [z]}}"));
    expect(file.diagnostics.map(short)).toEqual([
      ["duplicate-key", 9, 5, 'key "livenessProbe" is given twice in one mapping', "remove one of them"],
    ]);
    expect(file.diagnostics[0]?.severity).toBe("warning");
    expect(only(file).isAccepted).toBe(true);
    const { content } = only(file);
    expect(workloadIn(content).pod.spec.containers[0]?.livenessProbe?.exec?.command).toEqual(["z"]);
  });

  test("a broken document does not hide the others", () => {
    const file = read(`${SERVICE}---\na: [b\n---\n${DEPLOYMENT}`);
    expect(summary(file)).toEqual(["0 Service s service", "2 Deployment web workloads"]);
    expect(file.diagnostics.map(short)).toEqual([
      [
        "yaml-syntax",
        6,
        5,
        "did not find expected ',' or ']'",
        "look at the indentation of this line and of those above it",
      ],
    ]);
  });
});
