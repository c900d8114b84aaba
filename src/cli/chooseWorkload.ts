import { workloadsOf } from "../manifest/dialect.ts";
import type { ManifestObject } from "../manifest/readManifest.ts";
import { nearestName } from "../model/nearestName.ts";
import type { Workload, WorkloadKind } from "../model/workload.ts";
import { WORKLOAD_KINDS } from "../model/workload.ts";
import { UsageError } from "./usageError.ts";

export interface ChosenWorkload {
  readonly object: ManifestObject;
  readonly workload: Workload;
}

/** As kubectl abbreviates them. */
const SHORT_NAMES: Readonly<Record<string, WorkloadKind>> = {
  po: "Pod",
  deploy: "Deployment",
  rs: "ReplicaSet",
  sts: "StatefulSet",
  ds: "DaemonSet",
  cj: "CronJob",
  rc: "ReplicationController",
};

const LISTED_MAX = 10;

/**
 * The workload that `wanted` (`NAME` or `KIND/NAME`, kinds as kubectl takes them, or as a platform calls its own) means, or the only one; undefined if there is
 * none at all. Of one that is given twice the last. Throws `UsageError` where there is no such workload or more than one.
 */
export function chooseWorkload(
  fileName: string,
  objects: readonly ManifestObject[],
  wanted: string | undefined,
): ChosenWorkload | undefined {
  const all = objects.flatMap((object): ChosenWorkload[] =>
    workloadsOf(object).map((workload) => ({ object, workload })),
  );
  const found = wanted === undefined ? all : all.filter(({ workload }) => isMeant(workload, wanted));
  const last = found.at(-1);
  if (last === undefined) {
    if (wanted === undefined || all.length === 0) return undefined;
    const names = all.map(({ workload }) => (wanted.includes("/") ? nameOf(workload) : workload.name));
    const near = nearestName(wanted, names);
    throw new UsageError(
      `${fileName}: there is no workload ${wanted}`,
      near === undefined ? listed(all) : `did you mean ${near}?`,
    );
  }
  // The same one again: kubectl apply leaves the last.
  if (found.every(({ workload }) => isSame(workload, last.workload))) return last;
  const problem = `${wanted ?? "it"} ${wanted === undefined ? "holds" : "means"} ${found.length} workloads`;
  throw new UsageError(`${fileName}: ${problem}`, `choose one with --workload: ${listed(found)}`);
}

function isSame(a: Workload, b: Workload): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
}

function isMeant(workload: Workload, wanted: string): boolean {
  const { platform } = workload;
  const slash = wanted.indexOf("/");
  if (slash === -1) return workload.name === wanted || platform?.name === wanted;
  const name = wanted.slice(slash + 1);
  const kind = wanted.slice(0, slash).toLowerCase();
  if (platform?.name === name && [platform.dialect, platform.kind.toLowerCase()].includes(kind)) return true;
  return workload.name === name && workload.kind === kindOf(kind);
}

function kindOf(text: string): WorkloadKind | undefined {
  if (Object.hasOwn(SHORT_NAMES, text)) return SHORT_NAMES[text];
  return WORKLOAD_KINDS.find((kind) => kind.toLowerCase() === text || `${kind.toLowerCase()}s` === text);
}

function nameOf({ kind, name }: Workload): string {
  return `${kind.toLowerCase()}/${name}`;
}

function listed(workloads: readonly ChosenWorkload[]): string {
  const names = [...new Set(workloads.map(({ workload }) => nameOf(workload)))];
  const more = names.length - LISTED_MAX;
  return names.slice(0, LISTED_MAX).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
