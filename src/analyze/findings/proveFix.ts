import { rereadObject } from "../../manifest/readManifest.ts";
import type { ManifestFile, ManifestObject } from "../../manifest/readManifest.ts";
import { dataOf } from "../../manifest/source/sourceNode.ts";
import type { Finding } from "../../model/finding.ts";
import { FINDING_SEVERITIES } from "../../model/finding.ts";
import { formatKubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Service } from "../../model/service.ts";
import { healthyStory, lastingContainers } from "../stories.ts";
import { runStory } from "../storyRun.ts";
import { acceptedWorkloads, assumptionsOfWorkload, podOfWorkload, servicesNear } from "../workloads.ts";
import { applyEdits } from "./applyEdits.ts";
import type { GivenObjects } from "./givenObjects.ts";
import type { FindingOptions, RuleDraft } from "./ruleDrafts.ts";
import { draftsOf } from "./ruleDrafts.ts";
import { joinPath, pathWithin } from "./objectSubject.ts";

type Edits = NonNullable<Finding["fix"]>["edits"];

/** What is known of an object beside one draft. */
export interface Known {
  /** All that is said of the object. */
  readonly drafts: readonly RuleDraft[];
  readonly object: ManifestObject;
  readonly files: readonly ManifestFile[];
  readonly options: FindingOptions;
  readonly given: GivenObjects;
  /** By workload: healthy apps get ready as it is written. */
  readonly wasWell: () => readonly boolean[];
}

/**
 * Whether the edits do what they promise: the API server takes the object, the finding is gone, nothing has come or got worse, and
 * healthy apps get ready as they did, without a restart. Rules that simulate do so again, on the edited object.
 */
export function proveFix(
  draft: RuleDraft,
  edits: Edits,
  { drafts, object, files, options, given, wasWell }: Known,
): boolean {
  const edited = editedObject(object, edits, files, options);
  if (edited === undefined || (object.isAccepted && !edited.isAccepted)) return false;
  const after = draftsOf(edited, given, options);
  const isGone = !after.some((other) => keyOf(other) === keyOf(draft));
  // What is said of the pods of an object that was refused could not be said before.
  const comparable = object.isAccepted ? after : after.filter(({ rule }) => "findInObject" in rule);
  if (!isGone || comparable.some((other) => gravityOf(other) < knownGravity(other, drafts))) return false;
  const isStillWell = isWell(edited, given.services, options);
  const well = wasWell();
  return (
    !object.isAccepted ||
    (well.length === isStillWell.length && well.every((was, index) => !was || isStillWell[index] === true))
  );
}

function editedObject(
  object: ManifestObject,
  edits: Edits,
  files: readonly ManifestFile[],
  { reading }: FindingOptions,
): ManifestObject | undefined {
  const within = edits.map(({ path, value }) => ({ path: pathWithin(object, path), value }));
  return rereadObject(object, JSON.stringify(applyEdits(dataOf(object.node), within)), files, reading);
}

/** How grave the same thing was already, said of any probe of the container: a probe that copies another copies its faults. */
function knownGravity({ rule, workload, container }: RuleDraft, drafts: readonly RuleDraft[]): number {
  const same = drafts.filter((one) => one.rule === rule && one.workload === workload && one.container === container);
  return Math.min(FINDING_SEVERITIES.length, ...same.map(gravityOf));
}

/** The same thing said of the same place, wherever that is in the text. */
function keyOf({ rule, workload, container, probe, path }: RuleDraft): string {
  const where = container === undefined && probe === undefined ? path : `${container ?? ""}.${probe ?? ""}`;
  return joinPath(`${rule.id} ${workload}`, where);
}

function gravityOf({ severity, rule }: RuleDraft): number {
  return FINDING_SEVERITIES.indexOf(severity ?? rule.severity);
}

/** By workload: all containers of a healthy app get ready, without a restart. */
export function isWell(
  object: ManifestObject,
  services: readonly Service[],
  { reading, horizonMs }: FindingOptions,
): readonly boolean[] {
  return acceptedWorkloads(object).map((workload) => {
    const pod = podOfWorkload(workload);
    if (lastingContainers(pod).length === 0) return false;
    const { measurement } = healthyStory({
      pod,
      assumptions: assumptionsOfWorkload(workload),
      services: servicesNear(workload, services),
      kubernetes: formatKubernetesVersion(reading.version),
      horizonMs,
    });
    const { measures } = runStory(measurement, measurement.scenario);
    return measures.every(({ times }) => times.ready !== null && times.restarted === null);
  });
}
