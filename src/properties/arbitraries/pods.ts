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

/** A container as it is drawn, with what else is drawn for it: shrinking takes both away together. */
interface ContainerDraw<Own> {
  readonly probed: Probed;
  readonly own: Own;
}

interface PodDraw<Own> {
  readonly first: ContainerDraw<Own>;
  readonly others: readonly ContainerDraw<Own>[];
  /** An array that may not be empty cannot lose its last item in shrinking: so the first stands apart, and goes by this. */
  readonly withoutFirst: boolean;
  readonly hasSetup: boolean;
  /** The first of several is a sidecar, the others are the app's; it becomes one of these in shrinking. */
  readonly firstIsSidecar: boolean;
  readonly restartPolicy: RestartPolicy;
  readonly graceSeconds: number;
  readonly gated: boolean;
}

/** A pod, and something of each container's own by its name; ordinary init containers have nothing. */
export interface PodWith<Own> {
  readonly pod: Pod;
  readonly own: Readonly<Record<string, Own>>;
}

/** The condition that pods with a readiness gate wait for. */
export const GATE = "example.com/gate";
export const LABELS = { app: "web" } as const;

/** A pod of one to four containers, with init containers and sidecars now and then. Shrinks to one container that restarts always. */
export function pod(name = "p", options: ProbeOptions = {}): fc.Arbitrary<Pod> {
  return podWith(name, fc.constant(null), options).map((drawn) => drawn.pod);
}

/** As `pod`, with something drawn for each container. */
export function podWith<Own>(name: string, own: fc.Arbitrary<Own>, options: ProbeOptions): fc.Arbitrary<PodWith<Own>> {
  const drawn = fc.record<ContainerDraw<Own>>({ probed: probed(options), own });
  return fc
    .record<PodDraw<Own>>({
      first: drawn,
      others: fc.array(drawn, { maxLength: 3 }),
      withoutFirst: fc.constantFrom(true, false, false, false, false, false),
      hasSetup: fc.constantFrom(false, false, false, true),
      firstIsSidecar: fc.constantFrom(false, true),
      restartPolicy: fc.constantFrom<RestartPolicy[]>("Always", "Always", "Always", "OnFailure", "Never"),
      graceSeconds: fc.constantFrom(30, 60, 2, 10),
      gated: fc.constantFrom(false, false, false, false, true),
    })
    .map((draw) => podOf(name, draw));
}

function podOf<Own>(name: string, draw: PodDraw<Own>): PodWith<Own> {
  const { first, others, withoutFirst, restartPolicy, graceSeconds } = draw;
  const drawn = withoutFirst && others.length > 0 ? others : [first, ...others];
  const sidecarCount = draw.firstIsSidecar && drawn.length > 1 ? 1 : 0;
  const sidecars = drawn.slice(0, sidecarCount).map((one) => ({ name: "side", ...one }));
  const apps = drawn.slice(sidecarCount).map((one, index) => ({ name: NAMES[index] ?? `c${index}`, ...one }));
  const initContainers = [
    ...(draw.hasSetup ? [containerOf("setup", NO_PROBES)] : []),
    ...sidecars.map((one): Container => ({ ...containerOf(one.name, one.probed), restartPolicy: "Always" })),
  ];
  return {
    own: Object.fromEntries([...sidecars, ...apps].map((one) => [one.name, one.own])),
    pod: {
      metadata: { name, namespace: "default", uid: "00000000-0000-0000-0000-000000000001", labels: LABELS },
      spec: {
        restartPolicy,
        terminationGracePeriodSeconds: graceSeconds,
        ...(initContainers.length > 0 && { initContainers }),
        containers: apps.map((one) => containerOf(one.name, one.probed)),
        ...(draw.gated && { readinessGates: [{ conditionType: GATE }] }),
      },
    },
  };
}

const NAMES = ["app", "b", "c", "d"] as const;
const NO_PROBES: Probed = {
  startupProbe: undefined,
  livenessProbe: undefined,
  readinessProbe: undefined,
  preStopMs: 0,
};
