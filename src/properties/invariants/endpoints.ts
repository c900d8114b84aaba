import type { PropagationDelays } from "../../model/scenario.ts";
import { isTerminalPhase } from "../../model/status.ts";
import { serviceNames } from "../../model/scenarioObjects.ts";
import type { EventOf } from "../eventOf.ts";
import type { Findings, Property } from "../property.ts";
import { awaitNextInstant, violate, wakeAfter } from "../property.ts";
import type { RunFacts } from "../runFacts.ts";
import { hasAction } from "../runFacts.ts";
import type { PodView, RunView } from "../traceView.ts";

/** How long news may take from a pod's status to the slices. Those of names: lifecycle spec §6.4. */
const SLOWEST: Readonly<Record<"ideal" | "typical" | "slow", PropagationDelays>> = {
  ideal: { apiMs: 0, endpointsMs: 0, proxyMs: 0 },
  typical: { apiMs: 30, endpointsMs: 50, proxyMs: 500 },
  slow: { apiMs: 200, endpointsMs: 600, proxyMs: 2_000 },
};

function delaysOf({ scenario }: RunFacts): PropagationDelays {
  const { propagation = "ideal" } = scenario;
  return typeof propagation === "string" ? SLOWEST[propagation] : propagation;
}

const sliceDelayMs = (facts: RunFacts): number => {
  const { apiMs, endpointsMs, endpointsBatchMs = 0 } = delaysOf(facts);
  return apiMs + endpointsMs + endpointsBatchMs;
};

const hasServices: Property["appliesTo"] = (facts) =>
  (facts.scenario.services?.length ?? 0) > 0 && !facts.hasNodeFaults;

const publishesAll = (facts: RunFacts, svc: string): boolean =>
  facts.scenario.services?.find(({ metadata }) => metadata.name === svc)?.spec.publishNotReadyAddresses === true;

const DEFAULT_NAMESPACE = "default";

/** Services are told apart by name alone: of several with one name in several namespaces the first is meant. */
function selects(facts: RunFacts, svc: string, pod: PodView): boolean {
  const service = facts.scenario.services?.find(({ metadata }) => metadata.name === svc);
  const { labels = {}, namespace = DEFAULT_NAMESPACE } = pod.facts.pod.metadata ?? {};
  const selector = service?.spec.selector;
  if (selector === undefined || (service?.metadata.namespace ?? DEFAULT_NAMESPACE) !== namespace) return false;
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

const isReady = (pod: PodView): boolean => pod.conditions["Ready"]?.status === "True";
const isLeaving = (pod: PodView): boolean => pod.deletedMs < Infinity || pod.removedMs < Infinity;

/** What is said of each pod's readiness, and since when it is so. */
interface Wanted {
  isIn: boolean;
  sinceMs: number;
  step: number;
  /** It was judged. */
  isJudged: boolean;
}

/** Letters by service and pod, from all slices of the service. */
type Letters = Map<string, Map<string, string>>;

function takeSlice(letters: Letters, slices: Map<string, EventOf<"slice">>, event: EventOf<"slice">): void {
  slices.set(`${event.svc}/${event.name}`, event);
  const ofService = new Map<string, string>();
  for (const slice of slices.values())
    if (slice.svc === event.svc) for (const pod of Object.keys(slice.pods)) ofService.set(pod, slice.pods[pod] ?? "");
  letters.set(event.svc, ofService);
}

export const endpointAgrees: Property = {
  id: "endpoint-follows-readiness",
  statement:
    "An endpoint is ready if its pod is and is not being deleted, and not otherwise, within the time that the news take; it comes back when the pod recovers.",
  sources: ["KLT-110", "KLT-116", "KLT-039"],
  exercised: "a pod behind a service becomes ready or not ready and stays so",
  appliesTo: hasServices,
  observe: (run, found) => {
    const letters: Letters = new Map();
    const slices = new Map<string, EventOf<"slice">>();
    const delayMs = sliceDelayMs(run.facts);
    const wanted = run.pods.map((): Wanted => ({ isIn: false, sinceMs: 0, step: 0, isJudged: true }));
    const look = (pod: PodView, t: number, step: number): void => {
      const one = wanted[pod.index] as Wanted;
      const isIn = isReady(pod) && !isLeaving(pod);
      if (isIn === one.isIn) return;
      Object.assign(one, { isIn, sinceMs: t, step, isJudged: false });
      wakeAfter(found, t + delayMs);
    };
    const judge = (t: number): void => {
      for (const pod of run.pods) {
        const one = wanted[pod.index] as Wanted;
        if (one.isJudged) continue;
        if (t <= one.sinceMs + delayMs) {
          wakeAfter(found, one.sinceMs + delayMs);
          continue;
        }
        one.isJudged = true;
        judgePod(run, found, letters, pod, one, delayMs);
      }
    };
    return {
      status: ({ t, step }, pod) => look(pod, t, step),
      action: ({ t, step }, pod) => look(pod, t, step),
      apiRemoved: ({ t, step }, pod) => look(pod, t, step),
      slice: (event) => takeSlice(letters, slices, event),
      passed: judge,
    };
  },
};

function judgePod(
  run: RunView,
  found: Findings,
  letters: Letters,
  pod: PodView,
  { isIn, sinceMs, step }: Wanted,
  delayMs: number,
): void {
  for (const [svc, ofService] of letters) {
    if (publishesAll(run.facts, svc) || !selects(run.facts, svc, pod)) continue;
    const seen = ofService.get(pod.facts.name);
    if (seen === undefined && !isIn) continue;
    found.tried++;
    if ((seen?.includes("r") ?? false) === isIn) continue;
    const words = isIn ? "ready" : "not ready or leaving";
    violate(
      found,
      sinceMs + delayMs,
      [step],
      `${pod.facts.name} is ${words} since ${sinceMs} ms, its endpoint in ${svc} says "${seen ?? "nothing"}"`,
    );
  }
}

/** How far back a slice may look. */
export const endpointChangesHaveCauses: Property = {
  id: "endpoints-change-with-their-pods",
  statement:
    "The letters of an endpoint are those that its pod had when the news left: ready and not being deleted, ready, being deleted.",
  sources: ["KLT-110", "KLT-112"],
  exercised: "a slice is written",
  appliesTo: hasServices,
  observe: (run, found) => {
    const delayMs = sliceDelayMs(run.facts);
    interface Past {
      readonly fromMs: number;
      readonly ready: boolean;
      readonly leaving: boolean;
      readonly over: boolean;
    }
    const pasts = run.pods.map((): Past[] => [
      { fromMs: Number.NEGATIVE_INFINITY, ready: false, leaving: false, over: false },
    ]);
    const look = (t: number, pod: PodView): void => {
      const past = pasts[pod.index];
      const now = { fromMs: t, ready: isReady(pod), leaving: isLeaving(pod), over: isTerminalPhase(pod.phase ?? "") };
      const last = past?.at(-1);
      if (last?.ready !== now.ready || last.leaving !== now.leaving || last.over !== now.over) past?.push(now);
    };
    return {
      status: ({ t }, pod) => look(t, pod),
      action: ({ t }, pod) => look(t, pod),
      apiRemoved: ({ t }, pod) => look(t, pod),
      slice: ({ t, step, svc, pods }) => {
        const all = publishesAll(run.facts, svc);
        for (const name of Object.keys(pods)) {
          const pod = run.podsByName.get(name);
          const past = pod && pasts[pod.index];
          if (pod === undefined || past === undefined) continue;
          found.tried++;
          const said = pods[name] ?? "";
          const fits = past.some(({ fromMs, ready, leaving }, index) => {
            const untilMs = past[index + 1]?.fromMs ?? Infinity;
            if (fromMs > t || untilMs < t - delayMs) return false;
            const letters = `${all || (ready && !leaving) ? "r" : ""}${ready ? "s" : ""}${leaving ? "t" : ""}`;
            return said === letters;
          });
          if (!fits)
            violate(found, t, [step], `the endpoint of ${name} in ${svc} says "${said}", which its pod was not`);
        }
      },
    };
  },
};

export const legacyEndpointsAgree: Property = {
  id: "legacy-endpoints-leave-out-the-leaving",
  statement: "Legacy Endpoints list a pod that is being deleted no more, once the news have come.",
  sources: ["KLT-113"],
  exercised: "Endpoints are written after a pod's deletion",
  appliesTo: (facts) => hasServices(facts) && hasAction(facts, "delete"),
  observe: (run, found) => ({
    endpoints: ({ t, step, svc, ready, notReady }) => {
      if (publishesAll(run.facts, svc)) return;
      for (const pod of run.pods) {
        if (pod.deletedMs + sliceDelayMs(run.facts) > t) continue;
        found.tried++;
        if (ready.includes(pod.facts.name) || notReady.includes(pod.facts.name))
          violate(found, t, [step], `Endpoints of ${svc} list ${pod.facts.name}, deleted at ${pod.deletedMs} ms`);
      }
    },
  }),
};

export const proxyAgrees: Property = {
  id: "the-proxy-uses-ready-endpoints",
  statement:
    "kube-proxy uses the ready endpoints, and if there are none those that still serve while they leave, as the slices said when the news left.",
  sources: ["KLT-114"],
  exercised: "kube-proxy changes what it uses",
  appliesTo: (facts) => serviceNames(facts.scenario).length > 0 && !facts.hasNodeFaults,
  observe: (run, found) => {
    const letters: Letters = new Map();
    const slices = new Map<string, EventOf<"slice">>();
    const { proxyMs } = delaysOf(run.facts);
    const told: EventOf<"proxy">[] = [];
    const choices: { readonly fromMs: number; readonly svc: string; readonly use: string }[] = [];
    const chosen = (svc: string): string => {
      const all = [...(letters.get(svc) ?? [])];
      const ready = all.filter(([, said]) => said.includes("r"));
      const serving = all.filter(([, said]) => said.includes("s") && said.includes("t"));
      return (ready.length > 0 ? ready : serving)
        .map(([name]) => name)
        .toSorted()
        .join();
    };
    return {
      slice: (event) => {
        takeSlice(letters, slices, event);
        choices.push({ fromMs: event.t, svc: event.svc, use: chosen(event.svc) });
      },
      proxy: (event) => {
        // Before there is a slice kube-proxy says that it uses nothing.
        if (event.t === 0 && event.use.length === 0) return;
        // Under the policy Local a node has endpoints of its own.
        if (event.node !== undefined) return;
        told.push(event);
        awaitNextInstant(found);
      },
      passed: () => {
        for (const { t, step, svc, use } of told.splice(0)) {
          found.tried++;
          const ofService = choices.filter((choice) => choice.svc === svc);
          const used = use.toSorted().join();
          const fits = ofService.some(({ fromMs, use: wanted }, index) => {
            const untilMs = ofService[index + 1]?.fromMs ?? Infinity;
            return fromMs <= t && untilMs >= t - proxyMs && wanted === used;
          });
          if (!fits)
            violate(
              found,
              t,
              [step],
              `kube-proxy uses [${used}] for ${svc}, the slices say [${ofService.at(-1)?.use ?? ""}]`,
            );
        }
      },
    };
  },
};
