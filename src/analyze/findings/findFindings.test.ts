import { describe, expect, test } from "vitest";
import { readManifest } from "../../manifest/readManifest.ts";
import type { Finding } from "../../model/finding.ts";
import { NEWEST_VERSION } from "../../model/kubernetesVersion.ts";
import { DEFAULT_HORIZON_MS } from "../stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../uncontrolled.ts";
import { podExample } from "./examples.ts";
import { findFindings } from "./findFindings.ts";
import type { Ignoring } from "./ignoring.ts";
import { givenObjectsOf } from "./givenObjects.ts";
import { isWell, proveFix } from "./proveFix.ts";
import { openRolloutBook } from "../rollout/rolloutBook.ts";
import { draftsOf } from "./ruleDrafts.ts";
import { RULE_NAMES } from "./ruleTable.ts";

// Goal: whatever a rule says stands at the right place of the right object, and a fix that does not hold is not called proven.

function find(text: string, ignoring?: Ignoring): readonly Finding[] {
  const reading = { version: NEWEST_VERSION };
  const options = { reading, kubeletAgeMs: DEFAULT_KUBELET_AGE_MS, horizonMs: DEFAULT_HORIZON_MS };
  const found = findFindings([readManifest("web.yaml", text, reading)], {
    ...options,
    ...(ignoring === undefined ? {} : { ignoring }),
  });
  return [...found.values()].flat();
}

const HAIR = podExample(`
  livenessProbe:
    httpGet: { path: /healthz, port: 8080 }
    failureThreshold: 1`);

const only = (findings: readonly Finding[], id: string): Finding => {
  const [one, ...others] = findings.filter(({ ruleId }) => ruleId === id);
  if (one === undefined || others.length > 0) throw new Error(`${others.length + 1} findings of ${id}`);
  return one;
};

describe("the place", () => {
  test("is that of the written field", () => {
    expect(only(find(HAIR), "hair-trigger-liveness")).toMatchObject({ line: 12, column: 27, document: 0 });
  });

  test("in a List has the item's path, and the fix edits the item", () => {
    const item = HAIR.replaceAll("\n", "\n    ");
    const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: c }\n  - ${item}\n`;
    const finding = only(find(list), "hair-trigger-liveness");
    expect(finding).toMatchObject({ path: "items[1].spec.containers[0].livenessProbe.failureThreshold", line: 18 });
    expect(finding.fix).toMatchObject({ isProven: true, edits: [{ path: finding.path, value: 3 }] });
  });

  test("of a second document counts from the file's begin", () => {
    const finding = only(find(`${podExample("").replace("web", "first")}---\n${HAIR}`), "hair-trigger-liveness");
    expect(finding).toMatchObject({ document: 1, workload: "pod/web", line: 22 });
  });
});

describe("a fix", () => {
  const fixed = (text: string, id: string): boolean | undefined => only(find(text), id).fix?.isProven;

  test("that mends is proven", () => {
    expect(fixed(HAIR, "hair-trigger-liveness")).toBe(true);
  });

  test("that brings another finding is not", () => {
    // With a shorter timeout liveness gives up as soon as readiness does.
    const text = podExample(`
      livenessProbe:
        httpGet: { path: /, port: 8080 }
        timeoutSeconds: 60
      readinessProbe:
        httpGet: { path: /, port: 8080 }
        timeoutSeconds: 9`);
    expect(fixed(text, "timeout-exceeds-period")).toBe(false);
  });

  const proven = (edits: Parameters<typeof proveFix>[1]): boolean => {
    const options = {
      reading: { version: NEWEST_VERSION },
      kubeletAgeMs: DEFAULT_KUBELET_AGE_MS,
      horizonMs: DEFAULT_HORIZON_MS,
      rollouts: openRolloutBook("1.37"),
    };
    const file = readManifest("web.yaml", HAIR, options.reading);
    const [object] = file.objects;
    if (object === undefined) throw new Error("the example is an object");
    const given = givenObjectsOf([file]);
    const drafts = draftsOf(object, given, options);
    const draft = drafts.find(({ rule }) => rule.id === "hair-trigger-liveness");
    if (draft === undefined) throw new Error("nothing was found");
    return proveFix(draft, edits, {
      drafts,
      object,
      files: [file],
      options,
      given,
      wasWell: () => isWell(object, [], options),
    });
  };
  const MENDS = { path: "spec.containers[0].livenessProbe.failureThreshold", value: 3 };
  const READINESS = { httpGet: { path: "/ready", port: 8080 } };

  test.each([
    ["mends", [MENDS], true],
    ["changes something else", [{ path: "spec.containers[0].image", value: "other" }], false],
    ["removes the probe, and with it the finding", [{ path: "spec.containers[0].livenessProbe", value: null }], true],
    ["is refused by the API server", [MENDS, { path: "spec.containers[0].name", value: "App_1" }], false],
    ["adds a probe that is fine", [MENDS, { path: "spec.containers[0].readinessProbe", value: READINESS }], true],
    [
      "keeps a healthy app from getting ready",
      [MENDS, { path: "spec.containers[0].readinessProbe", value: { ...READINESS, successThreshold: 100 } }],
      false,
    ],
  ])("that %s: %j is judged so", (_what, edits, wanted) => {
    expect(proven(edits)).toBe(wanted);
  });
});

test("witnesses and proofs are made when somebody looks, once", () => {
  const finding = only(find(HAIR), "hair-trigger-liveness");
  expect(Object.getOwnPropertyDescriptor(finding, "witness")?.get).toBeTypeOf("function");
  expect(finding.witness).toBe(finding.witness);
  expect(finding.witness?.steps.map(({ text }) => text)).toContain("liveness times out");
});

describe("a pattern of the configuration", () => {
  const isIgnored = (entry: Partial<Ignoring["config"][number]>): boolean => {
    const config = [{ rule: "hair-trigger-liveness", reason: "known", ...entry }];
    return only(find(HAIR, { config, baseline: new Set() }), "hair-trigger-liveness").ignored !== undefined;
  };

  test.each([
    [{}, true],
    [{ workload: "pod/web" }, true],
    [{ workload: "pod/*" }, true],
    [{ workload: "*/w*b" }, true],
    [{ workload: "*web*" }, true],
    [{ workload: "pod/*x" }, false],
    [{ workload: "pod/webb*" }, false],
    [{ workload: "pod/web*web" }, false],
    [{ container: "app", file: "web.yaml" }, true],
    [{ container: "ap" }, false],
    [{ file: "*/web.yaml" }, false],
    [{ rule: "tcp-liveness" }, false],
  ])("%j fits: %s", (entry, wanted) => {
    expect(isIgnored(entry)).toBe(wanted);
  });
});

test("numbers as large as the API takes end in findings, not in a simulation of 68 years", () => {
  const huge = 2 ** 31 - 1;
  const probe = (fields: string): string => `{ httpGet: { path: /, port: 8080 }, ${fields} }`;
  const text = podExample(`
      livenessProbe: ${probe(`initialDelaySeconds: ${huge}, periodSeconds: 1, timeoutSeconds: ${huge}, failureThreshold: ${huge}`)}
      readinessProbe: ${probe(`periodSeconds: ${huge}, timeoutSeconds: ${huge}`)}`);
  const findings = find(text.replace("spec:", `spec:\n  terminationGracePeriodSeconds: ${huge}`));
  expect(findings.map(({ ruleId }) => ruleId)).toContain("timeout-exceeds-period");
  // Everything that may be looked at is.
  expect(JSON.stringify(findings).length).toBeGreaterThan(1000);
});

/** The table at the end of the known issues, and the rules for all dialects: none may get lost. */
const PROPOSED =
  `unresolved-port-name no-startup-probe initial-delay-as-startup-budget startup-budget exec-timeout-default
  exec-inner-timeout exec-spawns-children probe-cost liveness-equals-readiness liveness-on-dependency liveness-on-shared-state
  probe-on-backpressure readiness-on-dependency readiness-on-cluster-state hair-trigger-liveness timeout-exceeds-period
  grace-blocks-restart redundant-initial-delay no-drain exec-readiness-drain single-replica-readiness kubelet-bug-startup-once
  kubelet-bug-started-inherited kubelet-bug-sidecar-startup tcp-liveness tcp-probe-in-mesh mesh-rewrite grpc-probe-on-tls-port
  handler-needs-version redirecting-probe-path sidecar-order-by-readiness sidecar-in-never-pod hook-waits-for-sibling warmup-flap
  slow-first-ready long-period-readiness expensive-readiness probe-rate-per-node cascade-margin restart-blast-radius
  liveness-under-load any-probe-endpoint-needs-input any-loopback-bind any-http-range any-exec-no-shell any-exec-timeout-unenforced
  any-exec-unknown any-liveness-equals-readiness any-start-budget-short any-liveness-external-dependency any-timeout-ge-period
  any-probe-overhead any-detection-too-slow any-container-restart-not-pod any-no-liveness any-unresolved-assumption
  any-doc-swap-suspect`.split(/\s+/);

test("every rule that was proposed for Kubernetes, and for all dialects, is there", () => {
  expect(PROPOSED).toHaveLength(57);
  expect(PROPOSED.filter((id) => !RULE_NAMES.has(id))).toEqual([]);
});
