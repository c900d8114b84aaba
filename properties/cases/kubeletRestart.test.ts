import { describe, expect } from "vitest";
import { attempts, attemptsWithOutcome, condition, ofKind, shown, stops } from "./readTrace.ts";
import type { CaseTrace } from "./recordedCase.ts";
import { kubeletCase, RELEASES } from "./recordedCase.ts";

// Lifecycle spec §11, G1 to G5: a new kubelet over running containers, and what it believes of them.

const CARRIED = ["1.35", "1.36", "1.37"];
const FORGOTTEN = ["1.33", "1.34"];

const since = (restarted: number, changes: readonly [number, string][]): [number, string][] =>
  changes.filter(([t]) => t > restarted);
const patchesAfter = (trace: CaseTrace, t: number): number[] =>
  ofKind(trace, "patch")
    .map((patch) => patch.t)
    .filter((at) => at > t);

// The first status is True; the first tick of the new worker says False in the same millisecond; its probe passes 3 ms later.
kubeletCase(
  "G1 ready pod, up to 1.34",
  FORGOTTEN,
  (trace) => {
    expect(since(60_000, condition(trace, "Ready")).map(([, said]) => said)).toEqual([
      "True",
      "False ContainersNotReady",
      "True",
    ]);
    expect(patchesAfter(trace, 60_000)).toEqual([63_001, 63_004]);
  },
  "P48",
);

kubeletCase(
  "G2 ready pod, from 1.35 on",
  CARRIED,
  (trace) => {
    expect(since(60_000, condition(trace, "Ready"))).toEqual([[63_001, "True"]]);
    expect(patchesAfter(trace, 60_000)).toEqual([]);
  },
  "P48",
);

describe("G3 pod that was not ready", () => {
  kubeletCase("G3 stays so until a success", CARRIED, (trace) => {
    expect(since(60_000, condition(trace, "Ready")).map(([, said]) => said)).toEqual([
      "False ContainersNotReady",
      "True",
    ]);
    expect(shown(trace).at(-1)).toEqual([103_008, "running started ready #0"]);
  });
  kubeletCase("G3 is ready for a moment", FORGOTTEN, (trace) =>
    expect(since(60_000, condition(trace, "Ready")).slice(0, 2)).toEqual([
      [63_001, "True"],
      [63_001, "False ContainersNotReady"],
    ]),
  );
});

describe("G4 container in its startup period", () => {
  // 1.37.1 too, and Ready at that (corrections.md 1.2).
  kubeletCase("G4 counts as started, and liveness begins", CARRIED, (trace) => {
    expect(since(60_000, shown(trace))[0]).toEqual([63_001, "running started ready #0"]);
    expect(attempts(trace, "liveness").slice(0, 3)).toEqual([63_001, 68_001, 73_001]);
    expect(stops(trace)[0]).toEqual([73_005, 30]);
  });
  kubeletCase("G4 one liveness probe slips through", FORGOTTEN, (trace) => {
    expect(attemptsWithOutcome(trace, "liveness").slice(0, 2)).toEqual([
      [63_001, "fail"],
      [108_001, "ok"],
    ]);
    expect(stops(trace)).toEqual([]);
  });
});

describe("G5 liveness restart of a container with a startup probe", () => {
  const replacement = (trace: CaseTrace): [number, string][] => shown(trace).filter(([, said]) => said.endsWith("#1"));
  // The text's fix of 1.37 is not in 1.37.1 (corrections.md 1.1).
  kubeletCase("G5 the replacement inherits started until the startup worker's tick", ["1.36", "1.37"], (trace) =>
    expect(replacement(trace).slice(0, 4)).toEqual([
      [26_016, "running started ready #1"],
      [30_001, "running ready #1"],
      [30_002, "running #1"],
      [40_004, "running started #1"],
    ]),
  );
  kubeletCase("G5 the replacement is not started", FORGOTTEN, (trace) =>
    expect(replacement(trace).slice(0, 2)).toEqual([
      [26_631, "running #1"],
      [30_004, "running started #1"],
    ]),
  );
});

// Said here so that the numbers above cannot drift apart from the recordings' own.
kubeletCase(
  "G1 to G4 restart the kubelet at 60 s for three seconds",
  RELEASES,
  (trace) => expect(ofKind(trace, "kubeletStart").map(({ t }) => t)).toEqual([63_000]),
  "P48",
);
