import type { PodSpec } from "../../model/pod.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { ApiAnswer, ApiRequest } from "../api/controlPlane.ts";
import type { Pod, StatefulSet } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import { readyCondition } from "../api/podFacts.ts";
import { templateLabels } from "../api/templateLabels.ts";
import type { Sync } from "../control/sync.ts";
import { cached, call, calls, nowMs } from "../control/sync.ts";
import type { RevisionCall, SetRevisions } from "./controllerRevisions.ts";
import { revisionsOf, surplusRevisions } from "./controllerRevisions.ts";
import type { StatefulPodCall } from "./planStatefulSet.ts";
import { planStatefulSet } from "./planStatefulSet.ts";
import type { ControllerRevision, StatefulPod, StatefulSetStatus } from "./statefulSet.ts";
import type { StatefulSetLook } from "./statefulSetController.ts";
import { availabilityCheckAfterMs, isNewStatus } from "./statefulSetStatus.ts";

const REVISION_LABEL = "controller-revision-hash";
const STATUS_ATTEMPTS = 5;
const RETRY_MS = 10;
const RETRY_JITTER = 0.1;

function statefulPodOf(pod: Pod): StatefulPod {
  const ready = readyCondition(pod);
  return {
    name: pod.metadata.name,
    phase: pod.status.phase,
    deleting: pod.metadata.deletionMs !== undefined,
    revision: pod.metadata.labels[REVISION_LABEL] ?? "",
    ...(ready === undefined ? {} : { ready }),
  };
}

/** The template's revision is written down, pods are made and deleted, the status says what there is. */
export function* syncStatefulSet(look: StatefulSetLook): Sync {
  const { set, rules } = look;
  const now = yield* nowMs();
  const known = look.revisions.map(({ metadata, revision, template }) => ({ name: metadata.name, revision, template }));
  const revisions = revisionsOf(set, known);
  if (revisions.call !== undefined && !(yield* writeRevision(look, revisions.call))) return "failed";
  const pods = look.pods.map(statefulPodOf);
  const plan = planStatefulSet(set, pods, revisions, now, rules);
  let isFine = true;
  for (const group of plan.calls) {
    isFine = yield* callForPods(look, group);
    if (!isFine) break;
  }
  const status = isFine ? plan.status : plan.statusIfFailed;
  const isWritten = yield* writeStatus(look, status);
  yield* forgetRevisions(look, known, revisions, pods);
  if (!isFine || !isWritten) return "failed";
  const afterMs = availabilityCheckAfterMs(set, pods, status, now, yield* nowMs(), rules);
  if (afterMs !== undefined) yield { ask: "requeueAfter", afterMs };
  return "done";
}

function* writeRevision({ set, revisions }: StatefulSetLook, revisionCall: RevisionCall): Sync<boolean> {
  if (revisionCall.do === "createRevision") {
    const { name, revision, template } = revisionCall.revision;
    const { name: ownerName, uid } = set.metadata;
    const metadata = { name, labels: {}, annotations: {}, owner: { kind: "StatefulSet", name: ownerName, uid } };
    const object = { metadata, revision, template } as unknown as Extract<ApiRequest, { verb: "create" }>["object"];
    return !("error" in (yield* call({ verb: "create", resource: "controllerrevisions", object })));
  }
  const present = revisions.find(({ metadata }) => metadata.name === revisionCall.name);
  if (present === undefined) return false;
  const object = { ...present, revision: revisionCall.revision };
  return !("error" in (yield* call({ verb: "update", resource: "controllerrevisions", object })));
}

function podRequest({ metadata, spec }: StatefulSet, pod: string, revision: ControllerRevision): ApiRequest {
  const { labels, annotations } = templateLabels(revision.template);
  const { name, uid } = metadata;
  const own = {
    [REVISION_LABEL]: revision.name,
    "statefulset.kubernetes.io/pod-name": pod,
    "apps.kubernetes.io/pod-index": pod.slice(name.length + 1),
  };
  const podSpec = revision.template.spec as unknown as PodSpec;
  const subdomain = spec.serviceName === undefined ? {} : { subdomain: spec.serviceName };
  return {
    verb: "create",
    resource: "pods",
    object: {
      metadata: { name: pod, labels: { ...labels, ...own }, annotations, owner: { kind: "StatefulSet", name, uid } },
      spec: { ...podSpec, hostname: pod, ...subdomain },
    } as Extract<ApiRequest, { verb: "create" }>["object"],
  };
}

/** Calls that go out together. Returns whether all went well. */
function* callForPods(look: StatefulSetLook, group: readonly StatefulPodCall[]): Sync<boolean> {
  const { set } = look;
  const namespace = set.metadata.namespace;
  const answers = yield* calls(
    group.map((one) =>
      one.do === "create"
        ? podRequest(set, one.pod, one.revision)
        : { verb: "delete", resource: "pods", key: `${namespace}/${one.pod}`, by: "statefulset" },
    ),
  );
  let isFine = true;
  for (const [index, answer] of answers.entries()) {
    const one = group[index] as StatefulPodCall;
    if (one.do === "create" && !("error" in answer) && answer.object !== undefined)
      yield { ask: "wrote", resource: "pods", version: answer.object.metadata.resourceVersion };
    if (!isDone(one, answer)) isFine = false;
    else yield eventOf(look, one);
  }
  return isFine;
}

/** What is gone already need not be deleted. */
function isDone({ do: what }: StatefulPodCall, answer: ApiAnswer): boolean {
  return !("error" in answer) || (what === "delete" && answer.error === "NotFound");
}

/** Before 1.35 the message began with a small letter. */
function eventOf({ set, version }: StatefulSetLook, { do: what, pod }: StatefulPodCall) {
  const { name, uid } = set.metadata;
  const word = what === "create" ? "Create" : "Delete";
  const verb = isAtLeast(version, 35) ? word : what;
  return {
    ask: "event",
    object: `StatefulSet/${name}`,
    uid,
    type: "Normal",
    reason: `Successful${word}`,
    message: `${verb} Pod ${pod} in StatefulSet ${name} successful`,
  } as const;
}

/** A status that says something new is written; where the set has changed meanwhile, again a little later upon what was heard of it. */
function* writeStatus({ set, rand }: StatefulSetLook, status: StatefulSetStatus): Sync<boolean> {
  if (!isNewStatus(set.status, status)) return true;
  let object = set;
  for (let attempt = 0; attempt < STATUS_ATTEMPTS; attempt++) {
    if (attempt > 0) yield { ask: "wait", forMs: RETRY_MS * (1 + RETRY_JITTER * rand) };
    const answer = yield* call({ verb: "updateStatus", resource: "statefulsets", object: { ...object, status } });
    if (!("error" in answer)) {
      const version = answer.object?.metadata.resourceVersion ?? 0;
      yield { ask: "wrote", resource: "statefulsets", version };
      return true;
    }
    object = (yield* cached<StatefulSet>("statefulsets", keyOf(set))) ?? object;
    if (answer.error !== "Conflict") return false;
  }
  return false;
}

function* forgetRevisions(
  { set }: StatefulSetLook,
  known: readonly ControllerRevision[],
  revisions: SetRevisions,
  pods: readonly StatefulPod[],
): Sync<void> {
  for (const name of surplusRevisions(set, known, revisions, pods)) {
    const key = `${set.metadata.namespace}/${name}`;
    yield* call({ verb: "delete", resource: "controllerrevisions", key, by: "statefulset" });
  }
}
