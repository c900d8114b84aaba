import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kubeletVectors } from "../../src/conformance/kubeletVectors.ts";
import type { Profile } from "../../src/kubelet/profile.ts";
import { profileOf } from "../../src/kubelet/profile.ts";
import { RULES } from "../../src/kubelet/rules.ts";
import type { KubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import type { Flag } from "./flippedProfile.ts";
import { isCaught, wrongValues } from "./flippedProfile.ts";
import { MUTANTS, SURVIVORS } from "./mutants.ts";
import type { ShippedVector } from "./shippedVectors.ts";
import { shippedVectors } from "./shippedVectors.ts";

const VECTORS = new Map(shippedVectors().map((vector) => [vector.name, vector]));

function vectorOf(name: string): ShippedVector {
  const vector = VECTORS.get(name);
  if (vector === undefined) throw new Error(`no vector that ships is called ${name}`);
  return vector;
}

const versionOf = (release: string): KubernetesVersion => parseKubernetesVersion(release) as KubernetesVersion;

interface Outcome {
  readonly rule: string;
  readonly right: boolean;
  readonly wrong: boolean;
}

describe("a wrong rule is found out", () => {
  test("each by its vector", { timeout: 300_000 }, () => {
    // In a process of its own: the changed models are loaded by Node, past the test runner.
    const output = execFileSync(process.execPath, [join(import.meta.dirname, "../../scripts/runMutants.ts")], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const outcomes = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Outcome);
    process.stdout.write(
      `mutants: ${outcomes.filter(({ right, wrong }) => right && !wrong).length} of ${MUTANTS.length} found out\n`,
    );
    expect(outcomes).toEqual(MUTANTS.map(({ rule }) => ({ rule, right: true, wrong: false })));
  });

  test("every rule has such a mutant, but for those that are said to have none", () => {
    const broken = new Set(MUTANTS.map(({ rule }) => rule));
    expect(RULES.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual(Object.keys(SURVIVORS));
    expect([...broken].filter((id) => !RULES.some((rule) => rule.id === id))).toEqual([]);
  });
});

/** A vector for each flag and wrong value; the release is that of the vector. */
const FLAG_WITNESSES: Readonly<Record<Flag, readonly string[]>> = {
  startJitter: ["case/1.36/P27exact"],
  manualTrigger: ["kubelet/1.36/P36"],
  triggerResetsTicker: ["kubelet/1.36/P34"],
  holdOnStartupSuccess: ["kubelet/1.36/termination-81"],
  startedEndsStartupWorker: ["kubelet/1.33/G4"],
  addsWorkersAtEachSync: ["kubelet/1.36/P47"],
  addPodContinues: ["kubelet/1.36/X5never2", "kubelet/1.37/X5never2"],
  sidecars: ["kubelet/1.36/S2"],
  sidecarWorkerSurvivesNever: ["kubelet/1.34/sidecar-89"],
  keepsStatusOverKubeletRestart: ["kubelet/1.34/P48", "kubelet/1.36/P48"],
  seedsStartedSidecar: ["kubelet/1.36/kubeletRestart-281"],
  terminationCancelsExecProbes: ["kubelet/1.36/P46", "kubelet/1.37/P46"],
  terminationStopsLiveness: ["kubelet/1.36/C9"],
  execTimeoutCounts: ["kubelet/1.36/P44", "case/1.34/P44off"],
  newExecTimeoutText: ["kubelet/1.36/P44"],
  newErroredText: ["kubelet/1.36/P39"],
  restartRules: ["kubelet/1.34/P47", "kubelet/1.36/P47"],
  restartAllContainers: ["kubelet/1.34/B20", "kubelet/1.36/B20"],
  requeuesAtBackoffEnd: ["kubelet/1.34/P32", "kubelet/1.36/P32"],
  backoffInitialMs: ["kubelet/1.36/P32", "case/1.36/B8"],
  backoffMaxMs: ["kubelet/1.36/B5", "case/1.34/B8"],
  probeTerminationGrace: ["kubelet/1.36/A21"],
  exitedCountsAsInitialized: ["kubelet/1.36/sidecar-265", "kubelet/1.37/sidecar-265"],
  relistsOnDemand: ["kubelet/1.35/P28", "kubelet/1.36/P28"],
  readyToStartCondition: ["kubelet/1.36/P28"],
  readyToStartDuringSync: ["kubelet/1.35/P28", "kubelet/1.36/P28"],
  readyToStartReason: ["kubelet/1.36/P28", "kubelet/1.37/P28"],
  observedGeneration: ["kubelet/1.33/X4shorten", "kubelet/1.36/X4shorten"],
  missingInitContainerCompleted: ["case/1.36/X9initRemoved"],
  startEventTexts: ["kubelet/1.34/P28", "kubelet/1.36/P28"],
};

describe("a wrong flag is found out", () => {
  test("every flag has a witness", () => {
    const flags = Object.keys(profileOf(versionOf("1.36"))).filter((name) => name !== "version");
    expect(Object.keys(FLAG_WITNESSES).sort()).toEqual(flags.sort());
  });

  const rows = Object.entries(FLAG_WITNESSES).flatMap(([flag, names]) =>
    names.map((name) => ({ flag: flag as Flag, name })),
  );
  test.each(rows)("$flag by $name", ({ flag, name }) => {
    const { value, line, release } = vectorOf(name);
    expect(kubeletVectors.compare({ id: "", value, line }, versionOf(release)).matched).toBe(true);
    const scenario = value["scenario"] as unknown as Scenario;
    const right: Profile = profileOf(versionOf(release), scenario.gates);
    const wrong = wrongValues(flag, right[flag]);
    expect(wrong.length).toBeGreaterThan(0);
    for (const other of wrong)
      expect(isCaught(value, release, { [flag]: other }), `${flag} ${String(other)}`).toBe(true);
  });
});
