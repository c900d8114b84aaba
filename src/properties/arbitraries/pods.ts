import * as fc from "fast-check";
import type { Container, RestartPolicy } from "../../model/container.ts";
import type { Pod } from "../../model/pod.ts";
import type { Probe } from "../../model/probe.ts";
import type { ProbeOptions } from "./probes.ts";
import { probe } from "./probes.ts";

interface Probed {
  readonly startupProbe: Probe | undefined;
  readonly livenessProbe: Probe | undefined;
  readonly readinessProbe: Probe | undefined;
  readonly preStopMs: number;
}

/** Some of the three probes, and perhaps a preStop hook. Shrinks to neither. */
function probed(options: ProbeOptions): fc.Arbitrary<Probed> {
  return fc.record<Probed>({
    startupProbe: fc.option(probe("startup", options), { nil: undefined, freq: 2 }),
    livenessProbe: fc.option(probe("liveness", options), { nil: undefined, freq: 3 }),
    readinessProbe: fc.option(probe("readiness", options), { nil: undefined, freq: 3 }),
    preStopMs: fc.constantFrom(0, 0, 0, 1_500, 8_000),
  });
}

function containerOf(name: string, { preStopMs, ...probes }: Probed): Container {
  const given = Object.entries(probes).filter(([, value]) => value !== undefined);
  return {
    name,
    image: `example.com/${name}:1`,
    ...Object.fromEntries(given),
    // The words that the kubelet oracle wants: how long, and the exit code.
    ...(preStopMs > 0 && { lifecycle: { preStop: { exec: { command: ["hook", String(preStopMs), "0"] } } } }),
  };
}

/** A container called `name` with some probes. */
export function container(name = "app", options: ProbeOptions = {}): fc.Arbitrary<Container> {
  return probed(options).map((drawn) => containerOf(name, drawn));
}

interface PodDraw {
  readonly apps: readonly Probed[];
  readonly init: "none" | "ordinary" | "sidecar" | "both";
  readonly sidecar: Probed;
  readonly restartPolicy: RestartPolicy;
  readonly graceSeconds: number;
  readonly gated: boolean;
}

/** The condition that pods with a readiness gate wait for. */
export const GATE = "example.com/gate";
export const LABELS = { app: "web" } as const;

/** A pod of one to three containers, with init containers and sidecars now and then. Shrinks to one container that restarts always. */
export function pod(name = "p", options: ProbeOptions = {}): fc.Arbitrary<Pod> {
  return fc
    .record<PodDraw>({
      apps: fc.array(probed(options), { minLength: 1, maxLength: 3 }),
      init: fc.constantFrom("none", "none", "none", "none", "ordinary", "sidecar", "sidecar", "both"),
      sidecar: probed(options),
      restartPolicy: fc.constantFrom<RestartPolicy[]>("Always", "Always", "Always", "OnFailure", "Never"),
      graceSeconds: fc.constantFrom(30, 60, 2, 10, 1),
      gated: fc.constantFrom(false, false, false, false, true),
    })
    .map((draw) => podOf(name, draw));
}

function podOf(name: string, { apps, init, sidecar, restartPolicy, graceSeconds, gated }: PodDraw): Pod {
  const ordinary = containerOf("setup", { ...NO_PROBES });
  const beside: Container = { ...containerOf("side", sidecar), restartPolicy: "Always" };
  const initContainers = {
    none: [],
    ordinary: [ordinary],
    sidecar: [beside],
    both: [ordinary, beside],
  }[init];
  return {
    metadata: { name, namespace: "default", uid: "00000000-0000-0000-0000-000000000001", labels: LABELS },
    spec: {
      restartPolicy,
      terminationGracePeriodSeconds: graceSeconds,
      ...(initContainers.length > 0 && { initContainers }),
      containers: apps.map((app, index) => containerOf(NAMES[index] ?? `c${index}`, app)),
      ...(gated && { readinessGates: [{ conditionType: GATE }] }),
    },
  };
}

const NAMES = ["app", "b", "c"] as const;
const NO_PROBES: Probed = {
  startupProbe: undefined,
  livenessProbe: undefined,
  readinessProbe: undefined,
  preStopMs: 0,
};
