import { CHECKS } from "../../../../manifest/eas/easKeys.ts";
import { workloadsOf } from "../../../../manifest/dialect.ts";
import { readManifest } from "../../../../manifest/readManifest.ts";
import type { SourceNode } from "../../../../manifest/source/sourceNode.ts";
import { dataOf, memberOf } from "../../../../manifest/source/sourceNode.ts";
import { formatKubernetesVersion } from "../../../../model/kubernetesVersion.ts";
import type { PlatformContext } from "../../../../model/platformContext.ts";
import type { ProbeType } from "../../../../model/probe.ts";
import { formatDuration } from "../../../../time/duration.ts";
import { DEFAULT_HORIZON_MS } from "../../../stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../../../uncontrolled.ts";
import { assumptionsOfWorkload, podOfWorkload } from "../../../workloads.ts";
import type { Lab, Outcome } from "../../lab.ts";
import { openLab } from "../../lab.ts";
import type { ObjectSubject } from "../../objectSubject.ts";
import type { Draft, ObjectRule } from "../../rule.ts";
import { easExample, tcpCheck } from "./easExample.ts";

/** Values that make sense only if success_threshold counts failures, as some of EAS' documents have it. */
export const easThresholdLabelsSwapped: ObjectRule = {
  id: "eas-threshold-labels-swapped",
  supersedes: ["any-doc-swap-suspect"],
  severity: "warning",
  summary: "the thresholds look as if they were written the other way round",
  platforms: ["eas"],
  evidence: ["X-01", "S1-17", "S3-13"],
  essay: [
    "The English console page and all of the Chinese document describe success_threshold as the number of failures until a check counts as failed, and failure_threshold as the number of successes until it counts as healthy. Kubernetes, and the English table of the JSON, mean what the words say.",
    "Who followed the wrong text writes many successes and few failures. Both readings are run; all of a check under the other one: --eas-threshold-reading swapped.",
  ],
  ignoreWhen: "you do want that many successes before traffic comes back.",
  triggers: easExample({ health_check: tcpCheck({ success_threshold: 5, failure_threshold: 2 }) }),
  quiet: easExample({ health_check: tcpCheck({ success_threshold: 2, failure_threshold: 5 }) }),
  findInObject: (subject) =>
    itemsOf(memberOf(subject.node, "containers")?.value).flatMap((container, index) =>
      Object.entries(CHECKS).flatMap(([key, type]) => draftsOf(subject, container, index, key, type)),
    ),
};

function draftsOf(
  subject: ObjectSubject & { readonly context: PlatformContext },
  node: SourceNode,
  index: number,
  key: string,
  type: ProbeType,
): Draft[] {
  const check = memberOf(node, key)?.value;
  const success = numberOf(check, "success_threshold");
  const failure = numberOf(check, "failure_threshold");
  if (success === undefined || !looksSwapped(success, failure, type === "readiness")) return [];
  const path = `containers[${index}].${key}`;
  const asWritten = hangUnder(subject, index, type, "kubernetes");
  const swapped = hangUnder(subject, index, type, "swapped");
  const container = swapped?.container ?? asWritten?.container;
  return [
    {
      path: `${path}.success_threshold`,
      ...(container === undefined ? {} : { container }),
      probe: type,
      message: `success_threshold ${success} of ${key} looks as if it were meant to count failures`,
      // Of a file that is refused for something else nothing can be run.
      ...(container !== undefined && {
        why: `as Kubernetes counts, ${found(asWritten)}; read the other way round, ${found(swapped)} (--eas-threshold-reading swapped)`,
      }),
      ...(swapped === undefined ? {} : { witness: swapped.lab.witness(swapped.outcome, swapped.container) }),
      fix: {
        text: `if ${success} failures are meant, put the number into failure_threshold`,
        edits: [
          { path: `${path}.failure_threshold`, value: success },
          { path: `${path}.success_threshold`, value: 1 },
        ],
      },
    },
  ];
}

interface Hang {
  readonly container: string;
  readonly lab: Lab;
  readonly outcome: Outcome;
  /** From the hang to the verdict. */
  readonly foundMs: number | undefined;
}

/** Time enough for every start. */
const HANGS_AT_MS = 300_000;
const WATCHED_MS = 1_200_000;

/** The app hangs for good, its service read in one way; undefined where EAS would take neither. */
function hangUnder(
  { object, version, context }: ObjectSubject & { readonly context: PlatformContext },
  index: number,
  type: ProbeType,
  reading: "kubernetes" | "swapped",
): Hang | undefined {
  const platform = { ...context, lenient: true, easThresholdReading: reading };
  const read = readManifest(object.source.fileName, JSON.stringify(dataOf(object.node)), { version, platform });
  const [one] = read.objects;
  const [workload] = one?.isAccepted === true ? workloadsOf(one) : [];
  const container = workload?.pod.spec.containers[index]?.name;
  if (workload === undefined || container === undefined) return undefined;
  const lab = openLab(
    {
      pod: podOfWorkload(workload),
      services: [],
      kubernetes: formatKubernetesVersion(version),
      horizonMs: DEFAULT_HORIZON_MS,
      kubeletAgeMs: DEFAULT_KUBELET_AGE_MS,
      assumptions: assumptionsOfWorkload(workload),
    },
    undefined,
  );
  const failures = [{ container, value: { fromMs: HANGS_AT_MS, state: "hang" as const } }];
  const outcome = lab.run({ failures, untilMs: HANGS_AT_MS + WATCHED_MS });
  const history = outcome.container(container);
  const killMs = history?.probeKills.find(({ atMs }) => atMs > HANGS_AT_MS)?.atMs;
  const unreadyMs = history?.ready.find(({ fromMs, value }) => fromMs > HANGS_AT_MS && !value)?.fromMs;
  const atMs = type === "readiness" ? unreadyMs : killMs;
  return { container, lab, outcome, foundMs: atMs === undefined ? undefined : atMs - HANGS_AT_MS };
}

function found(hang: Hang | undefined): string {
  if (hang === undefined) return "it is refused";
  return hang.foundMs === undefined ? "a hang is not found" : `a hang is found after ${formatDuration(hang.foundMs)}`;
}

function looksSwapped(success: number, failure: number | undefined, isReadiness: boolean): boolean {
  if (!isReadiness) return success > 1;
  return success > (failure ?? 3) || (success === 3 && (failure ?? 1) === 1);
}

function itemsOf(node: SourceNode | undefined): readonly SourceNode[] {
  return node?.kind === "array" ? node.items : [];
}

function numberOf(node: SourceNode | undefined, key: string): number | undefined {
  const value = memberOf(node, key)?.value;
  return value?.kind === "number" ? Number(value.text) : undefined;
}
