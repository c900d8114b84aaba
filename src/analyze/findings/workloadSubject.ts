import type { ManifestObject } from "../../manifest/readManifest.ts";
import { locateField } from "../../manifest/source/locateField.ts";
import type { Profile } from "../../kubelet/profile.ts";
import { profileOf } from "../../kubelet/profile.ts";
import { isRestartableInitContainer } from "../../model/container.ts";
import type { Container } from "../../model/container.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Pod } from "../../model/pod.ts";
import { originOfValue } from "../../model/podValue.ts";
import type { Probe, ProbeType } from "../../model/probe.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import type { ContainerBehaviour, Scenario } from "../../model/scenario.ts";
import type { Service } from "../../model/service.ts";
import type { Workload } from "../../model/workload.ts";
import type { ProbeFacts } from "../../properties/runFacts.ts";
import { runFactsOf } from "../../properties/runFacts.ts";
import type { RolloutBook } from "../rollout/rolloutBook.ts";
import type { StoryContext } from "../stories.ts";
import { serviceOf } from "../stories.ts";
import type { Lab } from "./lab.ts";
import { openLab } from "./lab.ts";
import { joinPath, pathWithin } from "./objectSubject.ts";

/** A probe with the API's defaults filled in, and where it stands. */
export interface ProbeSubject extends ProbeFacts {
  readonly probe: Probe;
  /** Path in the document. */
  readonly path: string;
  readonly container: ContainerSubject;
}

export interface ContainerSubject {
  readonly name: string;
  readonly container: Container;
  /** Path in the document. */
  readonly path: string;
  /** Among the pod's containers, init containers first. */
  readonly place: number;
  readonly isInit: boolean;
  readonly isSidecar: boolean;
  /** None for an ordinary init container. */
  readonly probes: readonly ProbeSubject[];
  readonly probe: (type: ProbeType) => ProbeSubject | undefined;
}

/** What a rule sees of a workload. */
export interface WorkloadSubject {
  readonly workload: Workload;
  readonly object: ManifestObject;
  readonly version: KubernetesVersion;
  /** How the release behaves, under the gates that the behaviour names. */
  readonly profile: Profile;
  /** As simulated: the template's, by the workload's name. */
  readonly pod: Pod;
  /** `deployment/web`. */
  readonly label: string;
  /** Init containers first. */
  readonly containers: readonly ContainerSubject[];
  /** All probes of all containers. */
  readonly probes: readonly ProbeSubject[];
  /** Of the workload's namespace. */
  readonly services: readonly Service[];
  /** The service of the files that stands for the pod's endpoint. */
  readonly service: Service | undefined;
  /** Of the pod. */
  readonly graceSeconds: number;
  readonly restartPolicy: string;
  /** Path in the document of a field of the pod, or of the template: `spec.terminationGracePeriodSeconds`. */
  readonly podPath: (field: string) => string;
  /** Whether the document says the field itself. @param path in the document */
  readonly isWritten: (path: string) => boolean;
  /** How the apps are, where somebody has said so (`--behaviour`). */
  readonly behaviour: Scenario | undefined;
  readonly behaviourOf: (container: string) => ContainerBehaviour | undefined;
  /** Runs simulations of the pod; the same one only once. */
  readonly lab: Lab;
  readonly rollouts: RolloutBook;
}

export interface SubjectContext extends StoryContext {
  readonly version: KubernetesVersion;
  readonly kubeletAgeMs: number;
  readonly behaviour?: Scenario;
  readonly rollouts: RolloutBook;
}

export function workloadSubjectOf(
  object: ManifestObject,
  workload: Workload,
  context: SubjectContext,
): WorkloadSubject {
  const { pod, version, behaviour } = context;
  const podPath = (field: string): string => pathOfPodField(workload, field);
  const [facts] = runFactsOf({ kubernetes: context.kubernetes, pod, untilMs: 0 }).pods;
  const initCount = pod.spec.initContainers?.length ?? 0;
  const containers = (facts?.containers ?? []).map(({ name, place, isInit, isSidecar, spec, probes }) => {
    const field = isInit ? `spec.initContainers[${place}]` : `spec.containers[${place - initCount}]`;
    const path = podPath(field);
    const container: ContainerSubject = {
      name,
      container: spec,
      path,
      place,
      isInit,
      isSidecar: isSidecar && isRestartableInitContainer(spec),
      get probes() {
        return all;
      },
      probe: (type) => all.find((one) => one.type === type),
    };
    const all = PROBE_TYPES.flatMap((type): ProbeSubject[] => {
      const of = probes[type];
      const probe = spec[`${type}Probe`];
      const probePath = pathOfPodField(workload, joinPath(field, `${type}Probe`));
      return of === undefined || probe === undefined || probePath === ""
        ? []
        : [{ ...of, probe, path: probePath, container }];
    });
    return container;
  });
  return {
    workload,
    object,
    version,
    profile: profileOf(version, behaviour?.gates),
    pod,
    label: `${workload.kind.toLowerCase()}/${workload.name}`,
    containers,
    probes: containers.flatMap(({ probes }) => probes),
    services: context.services,
    service: serviceOf(context),
    graceSeconds: facts?.graceSeconds ?? 30,
    restartPolicy: facts?.restartPolicy ?? "Always",
    podPath,
    isWritten: (path) => locateField(object.node, pathWithin(object, path)).isWhole,
    behaviour,
    behaviourOf: (container) => behaviour?.containers?.[container],
    lab: openLab(context, behaviour?.gates),
    rollouts: context.rollouts,
  };
}

/**
 * Where the user's document says a field of the pod, or would: what a platform made of something else stands there. Empty: the
 * platform has it all from itself.
 */
function pathOfPodField({ origin, platform }: Workload, field: string): string {
  if (platform === undefined) return joinPath(joinPath(origin.path, origin.podPath), field);
  const { from } = originOfValue(platform.values, field);
  return from === undefined ? "" : joinPath(origin.path, from);
}
