import { expect, test } from "vitest";
import type { JsonObject } from "../model/json.ts";
import type { Orchestrator } from "../model/orchestrator.ts";
import { OrchestratorError } from "../model/orchestrator.ts";
import type { Scenario } from "../model/scenario.ts";
import { simulate } from "../simulate.ts";
import { kubeletVectors } from "./kubeletVectors.ts";
import type { VectorFile } from "./planVectorRuns.ts";
import { proberVectors } from "./proberVectors.ts";
import type { VectorSource } from "./runVectors.ts";
import { scoreOrchestrator } from "./scoreOrchestrator.ts";

const RELEASES = ["1.36.3", "1.37.1"];
const FILE: VectorFile = { name: "v.jsonl", place: ".", folders: [], stem: "v", first: {}, manifests: "." };

function recordingOf(release: string, id: string): JsonObject {
  const scenario: Scenario = { id, pod: { spec: { containers: [{ name: "c" }] } }, untilMs: 5000 };
  const { events } = simulate({ ...scenario, kubernetes: release });
  return JSON.parse(JSON.stringify({ id, kubernetes: release, stable: "yes", scenario, events })) as JsonObject;
}

const VECTORS = RELEASES.flatMap((release) => ["a", "b"].map((id) => recordingOf(release, id)));
const PLAN = {
  runs: [
    { type: "whole", kind: kubeletVectors, file: FILE },
    { type: "whole", kind: proberVectors, file: { ...FILE, name: "not to be read" } },
  ],
  problems: [],
  notGiven: [],
} as const;

async function* readLines({ name }: VectorFile) {
  if (name !== FILE.name) throw new Error(name);
  yield VECTORS.map((vector) => JSON.stringify(vector));
}

const SOURCE: VectorSource = { readLines, readManifestText: () => undefined };

const scoreOf = (run: Orchestrator, release?: string) =>
  scoreOrchestrator({ name: "theirs", run, ...(release !== undefined && { release }) }, PLAN, SOURCE);

test("an orchestrator is asked for the scenarios of all vectors that hold one", async () => {
  expect(await scoreOf(simulate)).toMatchObject({
    verdict: "conforms",
    asked: 4,
    answered: 4,
    failures: [],
    vectors: { total: { matched: 4, compared: 4 }, problems: [] },
  });
});

test("a trace moved by a millisecond does not match", async () => {
  const late: Orchestrator = (scenario) => {
    const { header, events } = simulate(scenario);
    return { header, events: events.map((event, index) => (index === 3 ? { ...event, t: event.t + 1 } : event)) };
  };
  const { verdict, vectors } = await scoreOf(late);
  expect({ verdict, matched: vectors.total.matched }).toEqual({ verdict: "differs", matched: 0 });
  expect(vectors.families[0]?.mismatches[0]?.difference.at).toMatch(/ ms$/);
});

test("without a trace nothing matches, and the failures are told apart", async () => {
  let count = 0;
  const failures = ["crashed", "timedOut", "crashed", "malformed"] as const;
  const {
    verdict,
    answered,
    failures: told,
    vectors,
  } = await scoreOf(() => {
    throw new OrchestratorError(failures[count] ?? "crashed", `no ${count++}`);
  });
  expect({ verdict, answered, compared: vectors.total.compared }).toEqual({
    verdict: "differs",
    answered: 0,
    compared: 4,
  });
  expect(told).toEqual([
    {
      failure: "crashed",
      count: 2,
      first: [
        { id: "a", message: "no 0" },
        { id: "a", message: "no 2" },
      ],
    },
    { failure: "timedOut", count: 1, first: [{ id: "b", message: "no 1" }] },
    { failure: "malformed", count: 1, first: [{ id: "b", message: "no 3" }] },
  ]);
  expect(vectors.families.flatMap(({ mismatches }) => mismatches)).toEqual([]);
});

test("what it does not know is in none of its numbers; knowing nothing is no success", async () => {
  const knowsB: Orchestrator = (scenario) => {
    if (scenario.id === "a") throw new OrchestratorError("unsupported", "a");
    return simulate(scenario);
  };
  expect(await scoreOf(knowsB)).toMatchObject({
    verdict: "conforms",
    asked: 4,
    answered: 2,
    vectors: { total: { matched: 2, compared: 2 } },
  });
  const knowsNothing: Orchestrator = () => {
    throw new OrchestratorError("unsupported", "all");
  };
  expect(await scoreOf(knowsNothing)).toMatchObject({ verdict: "inconclusive", vectors: { families: [] } });
});

test("one that knows a single release is asked for that alone", async () => {
  expect(await scoreOf(simulate, "1.36.3")).toMatchObject({
    verdict: "conforms",
    asked: 2,
    vectors: { families: [{ release: "1.36.3", matched: 2 }] },
  });
});

test("an error that is not the orchestrator's is not counted as one", async () => {
  await expect(
    scoreOf(() => {
      throw new TypeError("ours");
    }),
  ).rejects.toThrow("ours");
});

test("its traces are held to the properties: one that is broken is no conformance, whatever matched", async () => {
  const held = await scoreOf(simulate);
  expect(held.properties.length).toBeGreaterThan(0);
  expect(held.properties.filter(({ result }) => result === "violated")).toEqual([]);
  expect(held.properties.some(({ result }) => result === "vacuous")).toBe(true);
  const probed = { exec: { command: ["probe", "liveness"] }, periodSeconds: 1 };
  const pod = { spec: { containers: [{ name: "c", livenessProbe: probed }] } };
  const slow: Orchestrator = (scenario) => {
    const { header, events } = simulate({ ...scenario, pod });
    return {
      header,
      events: events.map((event) => (event.kind === "probe" ? { ...event, end: event.t + 1500 } : event)),
    };
  };
  const score = await scoreOrchestrator({ name: "theirs", run: slow }, PLAN, {
    ...SOURCE,
    readLines: async function* () {
      yield VECTORS.map((vector) =>
        JSON.stringify({ ...vector, scenario: { ...(vector["scenario"] as JsonObject), pod } }),
      );
    },
  });
  expect(score.verdict).toBe("differs");
  const violated = score.properties.filter(({ result }) => result === "violated");
  expect(violated.length).toBeGreaterThan(0);
  expect(violated[0]?.counterexamples[0]).toMatchObject({ id: "a" });
});
