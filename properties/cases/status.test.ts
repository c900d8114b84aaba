import { describe, expect, test } from "vitest";
import { simulate } from "../../src/simulate.ts";
import { attemptsWithOutcome, condition, ofKind, phases, shown } from "./readTrace.ts";
import { kubeletCase, ours, RELEASES, scenarioOfCase } from "./recordedCase.ts";

// Lifecycle spec §11, D: what of a restart can be seen from outside.

const SERVICE = { metadata: { name: "web" }, spec: { selector: { app: "web" }, ports: [{ port: 80 }] } };

/** The same case behind a service: instant and letters of each write of its slice. */
function sliceWrites(vector: string, release: string): [number, string][] {
  const { pod, ...rest } = scenarioOfCase(vector, release);
  if (pod === undefined) throw new Error(`${vector} has no pod`);
  const labelled = { ...pod, metadata: { ...pod.metadata, labels: { app: "web" } } };
  const { events } = simulate({ ...rest, pod: labelled, services: [SERVICE] });
  return ofKind(events, "slice").map(({ t, pods }) => [t, Object.values(pods).join()]);
}

kubeletCase("D1 no readiness probe, liveness kill", RELEASES, (trace) => {
  expect(condition(trace, "Ready").map(([, said]) => said)).toEqual(["False ContainersNotReady", "True"]);
  expect(shown(trace).at(-1)?.[1]).toBe("running started ready #1");
  const [last] = ofKind(trace, "status").flatMap(({ containers }) => containers?.["app"]?.last ?? []);
  expect(last).toMatchObject({ state: "terminated", exit: 0 });
});

kubeletCase("D2 readiness probe, liveness kill", ["1.36", "1.37"], (trace) => {
  expect(shown(trace).slice(-2)).toEqual([
    [26_016, "running started #1"],
    [36_634, "running started ready #1"],
  ]);
  expect(condition(trace, "Ready").slice(-2)).toEqual([
    [26_016, "False ContainersNotReady"],
    [36_634, "True"],
  ]);
  const said = ofKind(trace, "status").find(({ t }) => t === 26_016)?.conditions?.["Ready"];
  expect(said?.message).toBe("containers with unready status: [app]");
});

describe("D3 readiness goes on succeeding while it is killed", () => {
  kubeletCase("D3 ready for the whole grace", ["1.33", "1.34", "1.36", "1.37"], (trace) => {
    const [killed, replaced] = [20_005, 50_023];
    const change = condition(trace, "Ready").find(([t]) => t > killed);
    expect(change?.[0]).toBeGreaterThanOrEqual(replaced);
    const during = attemptsWithOutcome(trace, "readiness").filter(([t]) => t > killed && t < 50_000);
    expect(during.length).toBe(5 + 1);
    expect(new Set(during.map(([, out]) => out))).toEqual(new Set(["ok"]));
  });
  test("D3 the endpoint stays until the next instance is seen", () =>
    expect(sliceWrites("D3", "1.36").slice(-3)).toEqual([
      [35, "rs"],
      [50_023, ""],
      [50_026, "rs"],
    ]));
});

describe("D4 second crash", () => {
  kubeletCase("D4 CrashLoopBackOff for one sync, and it is sent", ["1.36", "1.37"], (trace) => {
    expect(shown(trace).slice(4, 7)).toEqual([
      [11_631, "terminated Error #1"],
      [21_631, "waiting CrashLoopBackOff #1"],
      [21_642, "running started ready #2"],
    ]);
    const patches = ofKind(trace, "patch").map(({ t }) => t);
    expect(patches).toContain(21_631);
  });
  kubeletCase("D4 for one relist", ["1.33", "1.34", "1.35"], (trace) => {
    const [waiting, running] = shown(trace)
      .slice(5, 7)
      .map(([t]) => t) as [number, number];
    expect(running - waiting).toBe(1000);
  });
});

// 10 s polls of 1.34: refused at 28.631 without a change that shows, again at 39.631, started at 50.641.
kubeletCase(
  "D5 third crash",
  ["1.33", "1.34"],
  (trace) =>
    expect(shown(trace).slice(7, 10)).toEqual([
      [28_631, "terminated Error #2"],
      [39_631, "waiting CrashLoopBackOff #2"],
      [51_631, "running started ready #3"],
    ]),
  "D4",
);

describe("D6 ready for two milliseconds not", () => {
  // The status manager is busy only with an API server that takes time, which no recording of one pod has: this one
  // answers at once, so both are sent. The specification's "no write" would need both within one turn of it.
  kubeletCase("D6 both are sent where the API answers at once", ["1.36"], (trace) => {
    expect(condition(trace, "Ready").slice(-2)).toEqual([
      [20_033, "False ContainersNotReady"],
      [20_034, "True"],
    ]);
    expect(
      ofKind(trace, "patch")
        .map(({ t }) => t)
        .slice(-2),
    ).toEqual([20_033, 20_034]);
  });
  test("D6 the slice follows both", () =>
    expect(sliceWrites("D6", "1.36").slice(-2)).toEqual([
      [20_033, ""],
      [20_034, "rs"],
    ]));
});

kubeletCase(
  "D7 the pod in CrashLoopBackOff",
  RELEASES,
  (trace) => {
    const waiting = shown(trace).find(([, said]) => said.includes("CrashLoopBackOff"))?.[0] ?? 0;
    expect(phases(trace).at(-1)?.[1]).toBe("Running");
    const status = ofKind(trace, "status").find(({ t }) => t === waiting);
    expect(status?.containers?.["app"]).toMatchObject({ state: "waiting", ready: false, started: false });
    expect(condition(trace, "Ready").findLast(([t]) => t <= waiting)?.[1]).toBe("False ContainersNotReady");
  },
  "B4",
);

kubeletCase("D8 startup success without readiness probe", RELEASES, (trace) => {
  expect(shown(trace).slice(-2)).toEqual([
    [15_004, "running started #0"],
    [15_005, "running started ready #0"],
  ]);
  expect(condition(trace, "Ready").at(-1)).toEqual([15_005, "True"]);
});

test("D3 and D6 behind a service are the cases themselves", () => {
  for (const vector of ["D3", "D6"]) expect(ofKind(ours(vector, "1.36"), "slice")).toEqual([]);
});
