import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { traceHash } from "../../src/index.ts";
import { stepPod } from "../../src/kubelet/podStep.ts";
import type { PodWorld } from "../../src/kubelet/podWorld.ts";
import { restorePod, savePod } from "../../src/kubelet/savedPod.ts";
import { markRecorder, rewindRecorder } from "../../src/model/recorder.ts";
import { simulate } from "../../src/simulate.ts";
import type { PodStep } from "../../src/world.ts";
import { advance, createWorld } from "../../src/world.ts";
import { sampleScenarios } from "../determinism/traceHashes.ts";

/** Every so many-th: a copy of a pod costs more than its step. */
const SAMPLE = 2;

function copyOf(pod: PodWorld): unknown {
  return structuredClone({ ...pod, plan: undefined });
}

test("a step that is taken back has not happened, in every kind of scenario", () => {
  const scenarios = [...sampleScenarios()].filter(([name], index) => index % SAMPLE === 0 && !name.startsWith("many"));
  let changed = 0;
  for (const [name, scenario] of scenarios) {
    const world = createWorld(scenario, "full");
    const backAndForth: PodStep = (engine, pod, t) => {
      const before = copyOf(pod);
      const saved = savePod(pod);
      const mark = markRecorder(engine.recorder);
      const pending = structuredClone(engine.recorder.pending);
      stepPod(engine, pod, t);
      if (!isDeepStrictEqual(copyOf(pod), before)) changed++;
      restorePod(pod, saved);
      rewindRecorder(engine.recorder, mark);
      if (!isDeepStrictEqual(copyOf(pod), before)) expect(copyOf(pod), `${name} at ${t} ms`).toEqual(before);
      expect(engine.recorder.pending.length, `${name} at ${t} ms`).toBe(pending.length);
      stepPod(engine, pod, t);
    };
    advance(world, world.untilMs, backAndForth);
    const { events } = world.engine.recorder;
    expect(traceHash({ ...simulate(scenario), events }), name).toBe(traceHash(simulate(scenario)));
  }
  expect(scenarios.length).toBeGreaterThan(40);
  expect(changed).toBeGreaterThan(1_000);
});
