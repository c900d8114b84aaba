import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { findFindings } from "../../src/analyze/findings/findFindings.ts";
import { RULES } from "../../src/analyze/findings/ruleTable.ts";
import { DEFAULT_HORIZON_MS } from "../../src/analyze/stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../../src/analyze/uncontrolled.ts";
import { readManifest } from "../../src/manifest/readManifest.ts";
import type { Container } from "../../src/model/container.ts";
import { NEWEST_VERSION, parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import { scenarioPods } from "../../src/model/scenarioPods.ts";
import { readScenario } from "../../src/scenario/readScenario.ts";

// Goal: the incidents of the museum would have been foretold. Method: each one's pod as a manifest, its apps as the behaviour;
// a rule that names the incident as its evidence must speak.

const MUSEUM = resolve(import.meta.dirname, "../../sims/museum");

/** Incidents of which a manifest and its apps do not tell enough, and why. */
const UNTOLD: Readonly<Record<string, string>> = {
  "KI-02": "what the command costs nobody says",
  "KI-04": "nothing in the manifest is wrong",
  "KI-12": "nothing in the manifest is wrong",
  "KI-13": "nothing in the manifest is wrong",
  "KI-14": "one replica is what a Deployment says, and this is a bare pod",
  "KI-19": "its hook sleeps, and asks no sibling",
  "KI-24": "the app drains itself: this is by design, and was misunderstood",
  "KI-26": "nothing in the manifest is wrong",
  "KI-40": "the pod does not say that it is in a mesh",
  "KI-42": "the kubelet's release is another than the API server's, which a manifest cannot say",
  "KI-43": "a port that is not declared is legal, and mostly right",
  "KI-44": "the behaviour says what the endpoint answers, not whom it asks",
  "KI-45": "the behaviour says what the endpoint answers, not whom it asks",
  "KI-53": "the inner time limit stands in a script of the image",
};

interface Incident {
  readonly name: string;
  readonly issue: string;
  readonly found: readonly string[];
}

const incidents = readdirSync(MUSEUM)
  .filter((name) => name.endsWith(".yaml"))
  .map((name): Incident => {
    const text = readFileSync(join(MUSEUM, name), "utf8");
    const reading = readScenario(text);
    if ("problems" in reading) throw new Error(`${name} cannot be read`);
    return { name, issue: /KI-\d+/.exec(text)?.[0] ?? "", found: rulesThatSpeakOf(reading.scenario) };
  });

function rulesThatSpeakOf(scenario: Scenario): readonly string[] {
  const [first] = scenarioPods(scenario);
  if (first === undefined) return [];
  const version = parseKubernetesVersion(scenario.kubernetes ?? "") ?? NEWEST_VERSION;
  const withImage = (container: Container): Container => ({ image: "registry.example/app:1", ...container });
  const { containers, initContainers = [] } = first.pod.spec;
  const spec = {
    ...first.pod.spec,
    containers: containers.map(withImage),
    initContainers: initContainers.map(withImage),
  };
  const objects = [
    { apiVersion: "v1", kind: "Pod", ...first.pod, spec },
    ...(scenario.services ?? []).map((service) => ({ apiVersion: "v1", kind: "Service", ...service })),
  ];
  const file = readManifest("pod.json", objects.map((object) => JSON.stringify(object)).join("\n"), { version });
  const found = findFindings([file], {
    reading: { version },
    kubeletAgeMs: DEFAULT_KUBELET_AGE_MS,
    horizonMs: DEFAULT_HORIZON_MS,
    behaviour: { ...scenario, containers: first.containers ?? {} },
  });
  return [...found.values()].flat().map(({ ruleId }) => ruleId);
}

test("there are incidents, and reasons only for those that are there", () => {
  expect(incidents.length).toBeGreaterThan(50);
  const issues = incidents.map(({ issue }) => issue);
  expect(Object.keys(UNTOLD).filter((issue) => !issues.includes(issue))).toEqual([]);
});

describe.each(incidents)("$issue, $name", ({ issue, found }) => {
  const rules = RULES.filter(({ evidence }) => evidence.includes(issue)).map(({ id }) => id);

  test("is foretold by a rule that knows it, or it is said why not", () => {
    const speaking = rules.filter((id) => found.includes(id));
    if (issue in UNTOLD) expect(speaking).toEqual([]);
    else expect(speaking).not.toEqual([]);
  });
});
