import type { TraceEvent } from "../model/trace.ts";
import { formatDuration } from "../time/duration.ts";
import { explainAttempt } from "./explainAttempt.ts";
import { explainCluster } from "./explainCluster.ts";
import { explainStatus } from "./explainStatus.ts";
import type { Explanation, Reason } from "./explanation.ts";
import { because } from "./explanation.ts";
import type { ReportRun } from "./reportData.ts";
import type { StepIndex } from "./stepIndex.ts";

/** What a step is, in a line. */
export function stepTitle(run: ReportRun, index: StepIndex, event: TraceEvent): string {
  return explainStep(run, index, event).title;
}

/** What a step is, and why it came about and led to what it led to. Derived from the trace and the rules of the model. */
export function explainStep(run: ReportRun, index: StepIndex, event: TraceEvent): Explanation {
  switch (event.kind) {
    case "probe":
      return explainAttempt(run, index, event);
    case "status":
      return explainStatus(index, event);
    case "event":
      return explainEvent(event);
    case "create":
    case "start":
    case "stop":
    case "exit":
    case "remove":
    case "hook":
      return explainContainer(index, event);
    case "slice":
    case "endpoints":
    case "proxy":
      return explainEndpoints(event);
    case "sync":
    case "patch":
    case "sandboxRun":
    case "sandboxStop":
    case "sandboxRemove":
    case "action":
    case "kubeletStart":
    case "apiRemoved":
      return explainKubelet(index, event);
    default:
      return explainCluster(event);
  }
}

const EVENT_REASONS: Readonly<Record<string, Reason>> = {
  Unhealthy: because("Each attempt that counts as a failure is told; the verdict is another matter.", "KLT-018"),
  BackOff: because(
    "The start is refused until the back-off is over: it doubles with each start that is let through.",
    "KLT-071",
  ),
  Killing: because("What the kubelet is about to stop it tells first.", "KLT-058"),
};

function explainEvent(event: Extract<TraceEvent, { kind: "event" }>): Explanation {
  const reason = EVENT_REASONS[event.reason];
  return {
    title: `Event ${event.reason}: ${event.message}`,
    reasons: [
      because(`A Kubernetes Event of type ${event.type}${event.path === undefined ? "" : ` on ${event.path}`}.`),
      ...(reason === undefined ? [] : [reason]),
    ],
  };
}

type ContainerEvent = Extract<TraceEvent, { kind: "create" | "start" | "stop" | "exit" | "remove" | "hook" }>;

function explainContainer(index: StepIndex, event: ContainerEvent): Explanation {
  const name = `${event.c} #${event.n}`;
  switch (event.kind) {
    case "create":
      return { title: `${name} is created`, reasons: [because("The runtime is asked to create the container.")] };
    case "start":
      return {
        title: `${name} starts`,
        reasons: [
          event.n === 0
            ? because("Its first instance.")
            : because(`Restart ${event.n}: the start was let through by its back-off.`, "KLT-071"),
          because(
            "A new container begins with Success for liveness, Failure for readiness, Unknown for startup.",
            "KLT-011",
          ),
        ],
      };
    case "stop":
      return {
        title: `${name} is asked to stop, grace ${event.timeout}s`,
        reasons: [
          because("SIGTERM now; SIGKILL when the grace period is over and it still runs."),
          because(
            "A kill by a probe takes the probe's own grace, if it has one; at least two seconds are given.",
            "KLT-060",
          ),
        ],
      };
    case "exit":
      return explainExit(index, event, name);
    case "remove":
      return {
        title: `the record of ${name} is removed`,
        reasons: [because("Only the newest dead record is kept.", "KLT-105")],
      };
    case "hook":
      return {
        title: `${name}: hook${event.out === undefined ? "" : `, came to ${event.out}`}`,
        reasons: [
          because(
            `It ${event.end === undefined ? "is still on" : `takes ${formatDuration(event.end - event.t)}`}; what a preStop hook takes is off the grace.`,
            "KLT-063",
          ),
        ],
      };
  }
}

function explainExit(
  index: StepIndex,
  { t, c, n, code, by, cause }: Extract<TraceEvent, { kind: "exit" }>,
  name: string,
): Explanation {
  const stop = cause === undefined ? undefined : index.eventOf(cause);
  const after =
    stop?.kind === "stop" && stop.c === c && stop.n === n
      ? `, ${formatDuration(t - stop.t)} after it was asked to stop`
      : "";
  const how: Readonly<Record<typeof by, Reason>> = {
    self: because("It ended by itself."),
    term: because(`It heeded SIGTERM${after}.`),
    kill: because(`Its grace was over${after}: SIGKILL.`, "KLT-066"),
    sandboxStop: because("It ended with its sandbox."),
    remove: because("It was removed while it ran."),
  };
  return { title: `${name} ends with exit code ${code}`, reasons: [how[by]] };
}

function explainEndpoints(event: Extract<TraceEvent, { kind: "slice" | "endpoints" | "proxy" }>): Explanation {
  if (event.kind === "proxy")
    return {
      title: `kube-proxy sends ${event.svc} to ${event.use.length === 0 ? "nobody" : event.use.join(", ")}`,
      reasons: [
        because("It uses ready endpoints, and without any those that are terminating and still serve.", "KLT-114"),
      ],
    };
  if (event.kind === "endpoints")
    return {
      title: `Endpoints of ${event.svc}: ${event.ready.length} ready, ${event.notReady.length} not ready`,
      reasons: [because("Legacy Endpoints leave pods out that are being deleted.", "KLT-113")],
    };
  const words = Object.entries(event.pods).map(([pod, letters]) => `${pod} ${lettersText(letters)}`);
  return {
    title: `EndpointSlice of ${event.svc}: ${words.join("; ") || "empty"}`,
    reasons: [
      because(
        "An endpoint is ready if its pod is and is not being deleted; serving is the pod's readiness alone.",
        "KLT-110",
      ),
    ],
  };
}

function lettersText(letters: string): string {
  const words = [...letters].map((letter) => ({ r: "ready", s: "serving", t: "terminating" })[letter] ?? letter);
  return words.length === 0 ? "not ready" : words.join(", ");
}

function syncReason({ events, placeOf }: StepIndex, { step, pod, cause }: TraceEvent): Reason {
  if (cause !== undefined)
    return because("Asked for by its cause; it begins once the runtime was looked at since the last sync.", "KLT-051");
  const isFirst = !events.slice(0, placeOf(step)).some((event) => event.kind === "sync" && event.pod === pod);
  return isFirst
    ? because("The kubelet is given the pod.")
    : because("A pod is synced again 60 to 90 s after a sync that went well.", "KLT-055");
}

type KubeletEvent = Extract<
  TraceEvent,
  {
    kind: "sync" | "patch" | "sandboxRun" | "sandboxStop" | "sandboxRemove" | "action" | "kubeletStart" | "apiRemoved";
  }
>;

function explainKubelet(index: StepIndex, event: KubeletEvent): Explanation {
  switch (event.kind) {
    case "sync":
      return {
        title: `${event.fn} begins`,
        reasons: [syncReason(index, event)],
      };
    case "patch":
      return {
        title: "the API server is told the status",
        reasons: [because("All changes of a millisecond are one patch, as of the first of them.", "KLT-041")],
      };
    case "sandboxRun":
      return { title: "the pod's sandbox is made", reasons: [] };
    case "sandboxStop":
      return { title: "the pod's sandbox is stopped", reasons: [] };
    case "sandboxRemove":
      return { title: "the pod's sandbox is removed", reasons: [] };
    case "action":
      return {
        title: `the scenario does: ${event.do}`,
        reasons: [because("It comes from outside: nothing in the trace caused it.")],
      };
    case "kubeletStart":
      return {
        title: `a kubelet starts${event.node === undefined ? "" : ` on ${event.node}`}`,
        reasons: [because("A new kubelet remembers no results, back-offs or reasons.", "KLT-100")],
      };
    case "apiRemoved":
      return {
        title: `the pod is removed from the API by ${event.by === "user" ? "its user" : "the kubelet"}`,
        reasons: [],
      };
  }
}
