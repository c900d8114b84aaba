import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { kubeletVectors } from "../../src/conformance/kubeletVectors.ts";
import type { Engine } from "../../src/kubelet/engine.ts";
import type { Profile } from "../../src/kubelet/profile.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import type { TraceEvent } from "../../src/model/trace.ts";
import { advance, createWorld } from "../../src/world.ts";

export type Flag = Exclude<keyof Profile, "version">;

/** What a flag could say instead, for all flags. */
const OTHER_WORDS: Readonly<Partial<Record<Flag, readonly string[]>>> = {
  startJitter: ["always", "youngKubelet"],
  manualTrigger: ["never", "noResult", "notSuccess"],
  startEventTexts: ["old", "colon", "bare"],
};

/** The wrong values of a flag, seen from the right one. */
export function wrongValues(flag: Flag, right: unknown): readonly unknown[] {
  if (typeof right === "boolean") return [!right];
  if (typeof right === "number") return [right * 2];
  return (OTHER_WORDS[flag] ?? []).filter((word) => word !== right);
}

/** What our kubelet does in a scenario with some flags changed. */
export function eventsWith(scenario: Scenario, change: Partial<Profile>): readonly TraceEvent[] {
  const world = createWorld(scenario, "full");
  const profile = { ...world.engine.profile, ...change };
  const backoff = { ...world.engine.backoff, initialMs: profile.backoffInitialMs, maxMs: profile.backoffMaxMs };
  const engine: Engine = { ...world.engine, profile, backoff };
  advance({ ...world, engine });
  return engine.recorder.events;
}

/** Whether the vector tells the changed flags from the right ones: what they lead to does not match what ours does rightly. */
export function isCaught(vector: JsonObject, release: string, change: Partial<Profile>): boolean {
  const version = parseKubernetesVersion(release);
  if (version === undefined) throw new Error(`${release} is no release`);
  const events = eventsWith({ ...(vector["scenario"] as unknown as Scenario), kubernetes: release }, change);
  const changed = { ...vector, events: events as unknown as JsonValue };
  return !kubeletVectors.compare({ id: "", value: changed, line: "" }, version).matched;
}
