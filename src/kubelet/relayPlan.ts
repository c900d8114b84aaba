import type { AppLife } from "../app/appLife.ts";
import type { AttemptSchedule } from "../app/attemptSchedule.ts";
import { compileSchedule, goneSchedule } from "../app/attemptSchedule.ts";
import type { AttemptContext } from "../app/attempt.ts";
import { askBackendByRelay } from "../app/queueProxy/askBackendByRelay.ts";
import { queueProxyRelease } from "../app/queueProxy/queueProxyRelease.ts";
import { askedPort, attemptProbe, relayOf } from "../app/queueProxy/relay.ts";
import { relayRelease } from "../app/queueProxy/relayRelease.ts";
import { NEWEST_KNATIVE_VERSION } from "../model/knativeVersion.ts";
import { NEWEST_VERSION } from "../model/kubernetesVersion.ts";
import type { Probe } from "../model/probe.ts";
import type { InstanceBehaviour } from "../model/scenario.ts";
import type { ContainerPlan } from "./podWorld.ts";
import type { RelayPlan, RelayTarget } from "./relayWorld.ts";

/** What the port's owner is to those who ask: none of its ports have names that a relay would use. */
const CONTEXT: AttemptContext = { container: {}, podIp: "127.0.0.1", version: NEWEST_VERSION };

const UNREADY: InstanceBehaviour = { app: [{ fromMs: 0, state: "error", as: "unwell", statusCode: 503 }] };
const HANGING: InstanceBehaviour = { app: [{ fromMs: 0, state: "hang" }] };

interface LivingContainer {
  readonly plan: ContainerPlan;
  /** By instance; none where the app goes by the scenario's clock. */
  readonly lives: readonly AppLife[];
}

/** What an attempt of a relay gets from a container over time. */
export function relaySchedule(
  life: AppLife,
  probe: Probe,
  { release, detectsHttp2 }: Pick<RelayPlan, "release" | "detectsHttp2">,
): AttemptSchedule {
  const ask = askBackendByRelay(release, detectsHttp2);
  return compileSchedule(life, attemptProbe(probe), "readiness", CONTEXT, ask);
}

/**
 * The plan of a container that is a relay; undefined: it is none.
 * @param containers all of the pod
 */
export function relayPlanOf(
  relay: ContainerPlan,
  containers: readonly LivingContainer[],
  context: AttemptContext,
): RelayPlan | undefined {
  const asks = relayOf(relay.spec);
  const own = relay.spec.readinessProbe;
  const others = containers.filter(
    ({ plan }) => plan.place !== relay.place && !plan.isInit && relayOf(plan.spec) === undefined,
  );
  const [first] = others;
  if (asks === undefined || own === undefined || first === undefined) return undefined;
  const outputOf = (instance: InstanceBehaviour): string =>
    compileSchedule({ instance, horizonMs: 0 }, own, "readiness", context).output[0] ?? "";
  // Where the pod does not say of which release the relay is, that is an assumption (src/assumptions.ts).
  const release = queueProxyRelease(relayRelease(relay.spec) ?? NEWEST_KNATIVE_VERSION);
  const asking = { release, detectsHttp2: asks.detectsHttp2 };
  return {
    ...asking,
    targets: asks.probes.map((probe) => targetOf(probe, others, first, asking)),
    failedOutput: outputOf(UNREADY),
    lateOutput: outputOf(HANGING),
  };
}

function targetOf(
  probe: Probe,
  others: readonly LivingContainer[],
  first: LivingContainer,
  asking: Pick<RelayPlan, "release" | "detectsHttp2">,
): RelayTarget {
  const port = askedPort(probe);
  const portsOf = ({ plan }: LivingContainer) => plan.spec.ports ?? [];
  // Who listens at a port that nobody has declared is not known: the one that requests go to, or the first.
  const owner =
    others.find((one) => portsOf(one).some(({ containerPort }) => containerPort === port)) ??
    others.find((one) => portsOf(one).some(({ name }) => name === "user-port")) ??
    first;
  const { plan, lives } = owner;
  return {
    probe,
    place: plan.place,
    schedules: plan.app.hasClock ? undefined : lives.map((life) => relaySchedule(life, probe, asking)),
    gone: goneSchedule(attemptProbe(probe), CONTEXT, askBackendByRelay(asking.release, asking.detectsHttp2)),
  };
}
