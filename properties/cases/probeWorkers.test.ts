import { describe, expect } from "vitest";
import { begins, final, proberCase, PROBER_RELEASES, results } from "./proberCase.ts";

// Prober spec §10, cases of the harness HA: workers alone, the status cache written by the test (P1 … P18, P24, P26, and
// those of P29, P30, P39, P46, P47 that need no more). An `ok` without schedule lasts 1 ms; the worker is created at 0.

const NEWEST = ["1.36.3", "1.37.1"];
const TYPES = ["startup", "liveness", "readiness"] as const;

proberCase("P1 no pod status", PROBER_RELEASES, (trace) => expect(trace).toEqual([]));
proberCase("P2 pod failed", PROBER_RELEASES, (trace) => expect(trace).toEqual([]));

proberCase("P3 pod deletion", PROBER_RELEASES, (trace) => {
  // Liveness and startup say Success and are gone with their result; readiness goes on.
  expect(results(trace, "startup")).toEqual([
    [0, "a1", "UNKNOWN"],
    [0, "a1", "Success"],
  ]);
  expect(results(trace, "liveness")).toEqual([[0, "a1", "Success"]]);
  expect([...begins(trace, "startup"), ...begins(trace, "liveness")]).toEqual([]);
  expect([final(trace, "startup"), final(trace, "liveness"), final(trace, "readiness")]).toEqual([
    undefined,
    undefined,
    "Success",
  ]);
});

proberCase("P4 container status absent", PROBER_RELEASES, (trace) => expect(trace).toEqual([]));

proberCase("P5 container waiting", PROBER_RELEASES, (trace) => {
  expect(results(trace, "liveness")).toEqual([
    [0, "a1", "Success"],
    [0, "a1", "Failure"],
  ]);
  expect(results(trace, "readiness")).toEqual([[0, "a1", "Failure"]]);
  expect(results(trace, "startup")).toEqual([
    [0, "a1", "UNKNOWN"],
    [0, "a1", "Failure"],
  ]);
  expect(TYPES.map((type) => final(trace, type))).toEqual(["Failure", "Failure", "Failure"]);
});

proberCase("P6 container terminated, Never", PROBER_RELEASES, (trace) => {
  expect(results(trace, "liveness")).toEqual([
    [0, "a1", "Success"],
    [0, "a1", "Failure"],
  ]);
  expect(TYPES.map((type) => final(trace, type))).toEqual([undefined, undefined, undefined]);
});

describe("P7 success, thresholds unset", () => {
  // Zero means the default by then (P54); a success counts at once, a startup probe only while it is not started.
  proberCase(
    "P7 started",
    PROBER_RELEASES,
    (trace) => {
      expect(results(trace, "readiness")).toEqual([
        [0, "a1", "Failure"],
        [1, "a1", "Success"],
      ]);
      expect(begins(trace, "liveness").length).toBe(6);
    },
    "P7 started",
  );
  proberCase(
    "P7 not started",
    PROBER_RELEASES,
    (trace) =>
      expect(results(trace, "startup")).toEqual([
        [0, "a1", "UNKNOWN"],
        [1, "a1", "Success"],
      ]),
    "P7 not started",
  );
});

proberCase("P8 negative initial delay", PROBER_RELEASES, (trace) => {
  expect(begins(trace, "liveness")[0]).toBe(0);
  expect(final(trace, "readiness")).toBe("Success");
});

describe("P9 initial delay", () => {
  proberCase("P9 not before, and from the start that the cache says", PROBER_RELEASES, (trace) => {
    expect(begins(trace, "liveness")).toEqual([3000, 4000, 5000]);
    expect(results(trace, "readiness")).toEqual([
      [0, "a1", "Failure"],
      [3001, "a1", "Success"],
    ]);
  });
  proberCase(
    "P9 startup",
    PROBER_RELEASES,
    (trace) =>
      expect(results(trace, "startup")).toEqual([
        [0, "a1", "UNKNOWN"],
        [3001, "a1", "Success"],
      ]),
    "P9 startup",
  );
});

proberCase("P10 failure threshold", PROBER_RELEASES, (trace) =>
  expect(
    results(trace, "readiness")
      .slice(1)
      .map(([t, , value]) => [t, value]),
  ).toEqual([
    [0, "Success"],
    [5000, "Failure"],
    [8000, "Success"],
    [13_000, "Failure"],
  ]),
);

proberCase("P11 success threshold", PROBER_RELEASES, (trace) =>
  expect(results(trace, "readiness").map(([t, , value]) => [t, value])).toEqual([
    [0, "Failure"],
    [2000, "Success"],
    [5000, "Failure"],
    [8000, "Success"],
    [11_000, "Failure"],
  ]),
);

describe("P12 startup success holds", () => {
  const success = [
    [0, "a1", "UNKNOWN"],
    [1, "a1", "Success"],
  ];
  proberCase("P12 from 1.32 on", ["1.32.2", "1.34.4", "1.36.3", "1.37.1"], (trace) => {
    expect(results(trace, "startup")).toEqual(success);
    expect(begins(trace, "startup")).toEqual([0]);
  });
  proberCase("P12 before 1.32 it probes on", ["1.31.0"], (trace) => {
    expect(results(trace, "startup")).toEqual(success);
    expect(begins(trace, "startup")).toEqual([0, 1000, 2000]);
  });
});

proberCase("P13 startup failure threshold", PROBER_RELEASES, (trace) => {
  expect(results(trace, "startup")).toEqual([
    [0, "a1", "UNKNOWN"],
    [2000, "a1", "Failure"],
  ]);
  expect(begins(trace, "startup")).toEqual([0, 1000, 2000]);
});

describe("P14 on hold lifted by new ID", () => {
  proberCase(
    "P14 liveness goes on afterwards",
    PROBER_RELEASES,
    (trace) => {
      expect(results(trace, "liveness")).toEqual([
        [0, "a1", "Success"],
        [0, "a1", "Failure"],
        [3000, "a2", "Success"],
      ]);
      expect(begins(trace, "liveness")).toEqual([0, 3000, 4000, 5000]);
    },
    "P14 liveness",
  );
  proberCase(
    "P14 startup holds again",
    NEWEST,
    (trace) => {
      expect(results(trace, "startup")).toEqual([
        [0, "a1", "UNKNOWN"],
        [0, "a1", "Failure"],
        [3000, "a2", "UNKNOWN"],
        [3000, "a2", "Success"],
      ]);
      expect(begins(trace, "startup")).toEqual([0, 3000]);
    },
    "P14 startup",
  );
});

// A run that had not begun anew with the verdict would make the new container's first failure the fourth.
proberCase("P15 resultRun reset", PROBER_RELEASES, (trace) =>
  expect(results(trace, "liveness")).toEqual([
    [0, "a1", "Success"],
    [3000, "a1", "Failure"],
    [4000, "a2", "Success"],
    [6000, "a2", "Failure"],
  ]),
);

proberCase("P16 liveness gated by started", PROBER_RELEASES, (trace) => {
  expect(begins(trace, "liveness")).toEqual([2000]);
  expect(results(trace, "liveness")).toEqual([
    [0, "a1", "Success"],
    [2000, "a1", "Failure"],
  ]);
});

proberCase("P17 startup disabled by started", PROBER_RELEASES, (trace) => {
  expect(begins(trace, "startup")).toEqual([0, 1000]);
  expect(results(trace, "startup")).toEqual([
    [0, "a1", "UNKNOWN"],
    [1000, "a1", "Success"],
  ]);
});

proberCase("P18 stop is idempotent", PROBER_RELEASES, (trace) => {
  expect(trace.filter(({ t }) => t > 1001)).toEqual([]);
  expect(begins(trace, "liveness")).toEqual([0, 1000]);
});

describe("P24 restart rules", () => {
  const rows: readonly (readonly [string, boolean])[] = [
    ["OnFailure exit 1", true],
    ["OnFailure exit 0", false],
    ["Always exit 1", true],
    ["Always exit 0", true],
    ["Never exit 1", false],
    ["Never exit 0", false],
    ["rule 1 exit 1", true],
    ["rule 99 exit 1", false],
  ];
  for (const [row, goesOn] of rows) {
    proberCase(
      `P24 ${row}`,
      NEWEST,
      (trace) => expect(begins(trace, "liveness")).toEqual(goesOn ? [2000, 3000] : []),
      `P24 ${row}`,
    );
    // Gate ContainerRestartRules is off in 1.34: only the pod's Always counts.
    proberCase(
      `P24 ${row}, without the gate`,
      ["1.34.4"],
      (trace) => expect(begins(trace, "liveness")).toEqual([2000, 3000]),
      `P24 ${row}`,
    );
  }
});

describe("P26 AddPod after partial loss", () => {
  proberCase("P26 up to 1.36 b is missing", ["1.31.0", "1.32.2", "1.34.4", "1.36.3"], (trace) =>
    expect(begins(trace, "readiness", "b")).toEqual([]),
  );
  proberCase("P26 from 1.37 on b is created again", ["1.37.1"], (trace) =>
    expect(begins(trace, "readiness", "b")).toEqual([2500, 3500, 4500, 5500]),
  );
});

proberCase("P29 whole-second delay", PROBER_RELEASES, (trace) =>
  expect(begins(trace, "liveness")).toEqual([10_000, 11_000]),
);

proberCase("P30 slow probe", PROBER_RELEASES, (trace) =>
  expect(begins(trace, "readiness")).toEqual([0, 2400, 4800, 7200, 9600, 10_000, 11_000, 12_000]),
);

proberCase("P39 runtime error discarded", PROBER_RELEASES, (trace) => {
  expect(begins(trace, "liveness")).toEqual([0, 300, 600]);
  expect(trace.filter(({ k }) => k === "event").map(({ t }) => t)).toEqual([900]);
  expect(results(trace, "liveness")).toEqual([[0, "a1", "Success"]]);
});

proberCase("P46 stop during probe", PROBER_RELEASES, (trace) => {
  expect(results(trace, "readiness")).toEqual([
    [0, "a1", "Failure"],
    [3000, "a1", "Success"],
  ]);
  expect(begins(trace, "readiness")).toEqual([0]);
  expect(final(trace, "readiness")).toBeUndefined();
});

describe("P47 OnFailure exit 0", () => {
  proberCase("P47 ends from 1.35 on", NEWEST, (trace) => expect(begins(trace, "liveness")).toEqual([]));
  proberCase("P47 continues up to 1.34", ["1.31.0", "1.32.2", "1.34.4"], (trace) =>
    expect(begins(trace, "liveness")).toEqual([2000, 3000]),
  );
});
