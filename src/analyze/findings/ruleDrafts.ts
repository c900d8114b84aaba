import type { ManifestObject, ReadManifestOptions } from "../../manifest/readManifest.ts";
import { formatKubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { HandlerType } from "../../model/probe.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Service } from "../../model/service.ts";
import type { RolloutBook } from "../rollout/rolloutBook.ts";
import { acceptedWorkloads, assumptionsOfWorkload, podOfWorkload, servicesNear } from "../workloads.ts";
import type { GivenObjects } from "./givenObjects.ts";
import type { Ignoring } from "./ignoring.ts";
import { objectSubjectOf } from "./objectSubject.ts";
import type { Draft, Rule } from "./rule.ts";
import { RULE_NAMES, RULES } from "./ruleTable.ts";
import { spellDraft } from "./spellDraft.ts";
import type { WorkloadSubject } from "./workloadSubject.ts";
import { workloadSubjectOf } from "./workloadSubject.ts";

export interface FindingOptions {
  /** How the files were read; edited objects are read likewise. */
  readonly reading: ReadManifestOptions;
  readonly kubeletAgeMs: number;
  readonly horizonMs: number;
  /** How the apps of the one workload are, where somebody has said so. */
  readonly behaviour?: Scenario;
  /** What nobody wants to hear of. */
  readonly ignoring?: Ignoring;
  /** Where rollouts were told already. */
  readonly rollouts: RolloutBook;
}

/** A draft, by which rule and of what. */
export interface RuleDraft extends Draft {
  readonly rule: Rule;
  readonly workload: string;
}

/** What the rules say of one object. */
export function draftsOf(object: ManifestObject, given: GivenObjects, options: FindingOptions): readonly RuleDraft[] {
  const { dialect } = object;
  if (object.content.is === "empty" || dialect === undefined) return [];
  const rules = RULES.filter(({ platforms }) => platforms.includes("all") || platforms.includes(dialect));
  const subjects = subjectsOf(object, given.services, options);
  const written = objectSubjectOf(object, options.reading.version, RULE_NAMES);
  const label = labelOf(object);
  const subject = { ...written, context: options.reading.platform ?? {}, given };
  const drafts = rules.flatMap((rule): RuleDraft[] => {
    if ("findInObject" in rule) return rule.findInObject(subject).map((draft) => ({ ...draft, rule, workload: label }));
    return subjects.flatMap((one) =>
      rule
        .findInWorkload(one)
        .map((draft) => ({ ...spellDraft(draft, dialect, handlerOf(one, draft)), rule, workload: one.label })),
    );
  });
  return drafts.filter((draft) => !drafts.some((other) => isSuperseded(draft, other)));
}

function handlerOf({ probes }: WorkloadSubject, { container, probe }: Draft): HandlerType | undefined {
  return probes.find((one) => one.container.name === container && one.type === probe)?.handler;
}

/** Of the same probe. */
function isSuperseded(draft: RuleDraft, by: RuleDraft): boolean {
  const { supersedes = [] } = by.rule;
  return supersedes.includes(draft.rule.id) && draft.container === by.container && draft.probe === by.probe;
}

function subjectsOf(
  object: ManifestObject,
  services: readonly Service[],
  { reading: { version }, kubeletAgeMs, horizonMs, behaviour, rollouts }: FindingOptions,
): readonly WorkloadSubject[] {
  return acceptedWorkloads(object).map((workload) =>
    workloadSubjectOf(object, workload, {
      pod: podOfWorkload(workload),
      assumptions: assumptionsOfWorkload(workload),
      services: servicesNear(workload, services),
      kubernetes: formatKubernetesVersion(version),
      version,
      kubeletAgeMs,
      horizonMs,
      rollouts,
      ...(behaviour === undefined ? {} : { behaviour }),
    }),
  );
}

function labelOf({ kind, dialect, name }: ManifestObject): string {
  return `${(kind?.kind ?? dialect ?? "object").toLowerCase()}/${name}`;
}
