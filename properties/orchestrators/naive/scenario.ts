import fc from "fast-check";
import type { Probe, ProbeType } from "../../../src/model/probe.ts";
import { PROBE_TYPES } from "../../../src/model/probe.ts";
import type { InstanceBehaviour, ProbeSegment, Scenario } from "../../../src/model/scenario.ts";

/** Scenarios of which the naive implementation knows all: one container, scripted probes, nothing from outside. */

const millis = (max: number, min = 0): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, 1000));

const probeOf = (type: ProbeType): fc.Arbitrary<Probe> =>
  fc
    .record(
      {
        initialDelaySeconds: fc.constantFrom(0, 0, 1, 5, 12),
        periodSeconds: fc.constantFrom(1, 2, 3, 5, 10),
        timeoutSeconds: fc.constantFrom(1, 1, 2, 6),
        successThreshold: type === "readiness" ? fc.integer({ min: 1, max: 3 }) : fc.constant(1),
        failureThreshold: fc.constantFrom(1, 2, 3, 6),
        ...(type !== "readiness" && { terminationGracePeriodSeconds: fc.constantFrom(1, 2, 4) }),
      },
      { requiredKeys: ["periodSeconds"] },
    )
    .map((probe) => ({ ...probe, exec: { command: ["probe", type] } }));

const segments: fc.Arbitrary<readonly ProbeSegment[]> = fc
  .array(
    fc.record(
      {
        fromMs: millis(60_000),
        outcome: fc.constantFrom<ProbeSegment["outcome"]>("ok", "ok", "fail", "fail", "hang", "error"),
        ms: millis(1_500),
      },
      { requiredKeys: ["fromMs", "outcome"] },
    ),
    { maxLength: 5 },
  )
  .map((list) => list.toSorted((a, b) => a.fromMs - b.fromMs))
  .map((list) => list.filter(({ fromMs }, index) => fromMs !== list[index - 1]?.fromMs));

const instance: fc.Arbitrary<InstanceBehaviour> = fc.record(
  {
    createMs: millis(300),
    startMs: millis(1_200),
    exit: fc.record({ afterMs: millis(90_000, 1), code: fc.constantFrom(0, 1, 137) }),
    onTerm: fc.oneof(
      fc.constant<"ignore">("ignore"),
      fc.record({ afterMs: millis(5_000), code: fc.constantFrom(0, 143) }),
    ),
    probes: fc.record({ startup: segments, liveness: segments, readiness: segments }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

export const naiveScenario: fc.Arbitrary<Scenario> = fc
  .record({
    probes: fc.record(Object.fromEntries(PROBE_TYPES.map((type) => [`${type}Probe`, probeOf(type)])), {
      requiredKeys: [],
    }),
    grace: fc.constantFrom(0, 1, 5, 30),
    instances: fc.array(instance, { minLength: 1, maxLength: 3 }),
    kubeletUpMs: fc.integer({ min: 600_000, max: 602_000 }),
    wallMs: fc.integer({ min: 0, max: 999 }),
    rand: fc.integer({ min: 0, max: 7 }).map((eighths) => eighths / 8),
    sandboxMs: millis(900),
    untilMs: fc.integer({ min: 20_000, max: 240_000 }),
  })
  .map(({ probes, grace, instances, ...settings }) => ({
    kubernetes: "1.34",
    pod: {
      spec: {
        restartPolicy: "Always",
        terminationGracePeriodSeconds: grace,
        containers: [{ name: "app", ...probes }],
      },
    },
    containers: { app: { instances } },
    ...settings,
  }));
