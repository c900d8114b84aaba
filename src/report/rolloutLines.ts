import type { CheckedRollout, CheckedRolloutStory, UntoldRollout } from "../analyze/checkRollout.ts";
import { TOLD_REPLICAS_MAX } from "../analyze/checkRollout.ts";
import type { RolloutHarm } from "../analyze/rollout/rolloutHarm.ts";
import type { FailingClients, RolloutOutcome } from "../analyze/rollout/rolloutOutcome.ts";
import type { RolloutName, RolloutStory } from "../analyze/rollout/rolloutStories.ts";
import { formatDuration } from "../time/duration.ts";
import { printable } from "../model/printable.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrapText.ts";

const STORY_TEXTS: Readonly<Record<RolloutName, string>> = {
  good: "good",
  slow: "slow to start (30s)",
  "never-ready": "never ready",
  "crash-after-ready": "crashes 5s after it was ready",
  "half-never-ready": "every other pod never ready",
};

/** What the apps of a story's new pods do. */
export function storyWords(name: RolloutName): string {
  return STORY_TEXTS[name];
}

function worstText({ fewestReady, fewestAtMs, clients }: RolloutOutcome, replicas: number): string {
  const ready =
    fewestReady >= replicas
      ? `never fewer than ${replicas} ready`
      : `at worst ${fewestReady} of ${replicas} ready, first after ${formatDuration(fewestAtMs)}`;
  return clients === undefined ? ready : `${ready}; ${failingText(clients)}`;
}

function failingText({ service, failedShare, fromMs, toMs }: FailingClients): string {
  const share = failedShare === 1 ? "all" : `${Math.max(1, Math.round(failedShare * 100))} % of the`;
  const from = formatDuration(fromMs);
  const when = toMs === undefined ? `from ${from} on` : `between ${from} and ${formatDuration(toMs)}`;
  return `${share} requests to ${printable(service)} fail ${when}`;
}

/** What a rollout came to, in words; times count from the update. */
export function outcomeText(outcome: RolloutOutcome, replicas: number): string {
  const { doneMs, stalledMs, fewestReady, readyAtEnd, replaced } = outcome;
  const parts = doneMs === undefined ? [] : [`done after ${formatDuration(doneMs)}`];
  // All gone is as far as some stories are followed.
  if (doneMs === undefined && replaced < replicas) parts.push("not done");
  if (stalledMs !== undefined) parts.push(`says that it is stuck after ${formatDuration(stalledMs)}`);
  parts.push(`${replaced} of ${replicas} old pods gone`, worstText(outcome, replicas));
  if (readyAtEnd < replicas && readyAtEnd !== fewestReady) parts.push(`${readyAtEnd} in the end`);
  return parts.join("; ");
}

/** What becomes of a workload under revisions of several kinds, a line each. */
export function rolloutLines(stories: readonly RolloutStory[] | null, columns: number): string[] {
  if (stories === null) return ["the pods do not get ready: there is nothing to roll a revision over"];
  return stories.flatMap((story) => {
    const { name, replicas, stoppedByMinReadySeconds } = story;
    const repair =
      stoppedByMinReadySeconds === undefined ? "" : `; minReadySeconds: ${stoppedByMinReadySeconds} would stop it`;
    const text = `${STORY_TEXTS[name]}: ${outcomeText(story, replicas)}${repair}`;
    return wrapText(text, Math.max(24, columns - 2), Infinity).map((line, index) => (index === 0 ? line : `  ${line}`));
  });
}

const UNTOLD_TEXTS: Readonly<Record<UntoldRollout, string>> = {
  "not-ready": "not told: the pods do not get ready",
  "many-workloads": "not told of so many workloads unasked: --story rollout tells it",
  "many-replicas": `not told of more than ${TOLD_REPLICAS_MAX} replicas: probewise run FILE tells it`,
};

/** Why it is not told. */
export function untoldRolloutText(untold: UntoldRollout): string {
  return UNTOLD_TEXTS[untold];
}

/** What a story does that it should not. */
export function harmText({ story, harm }: CheckedRolloutStory): string {
  const { replicas, stoppedByMinReadySeconds } = story;
  const repair =
    stoppedByMinReadySeconds === undefined ? "" : `; minReadySeconds: ${stoppedByMinReadySeconds} would stop it`;
  return `${HARM_TEXTS[harm ?? "none"](story, replicas)}${repair}`;
}

const HARM_TEXTS: Readonly<Record<RolloutHarm | "none", (story: RolloutOutcome, replicas: number) => string>> = {
  none: (story, replicas) => outcomeText(story, replicas),
  empties: (story, replicas) => outcomeText(story, replicas),
  unfinished: (story, replicas) => outcomeText(story, replicas),
  "called-stuck": (story, replicas) => outcomeText(story, replicas),
  "goes-through": (story, replicas) => `replaces all ${replicas} good pods; ${worstText(story, replicas)}`,
  "below-minimum": (story, replicas) => `stops too late; ${worstText(story, replicas)}, ${story.readyAtEnd} in the end`,
  unnoticed: (story, replicas) => `stuck with ${story.readyAtEnd} of ${replicas} ready, and nothing says so`,
};

/** Stories worth a line in a check: the good one, and others where they hurt, each kind of harm of what is never ready once. */
function toldRolloutStories(stories: readonly CheckedRolloutStory[]): readonly CheckedRolloutStory[] {
  const never = stories.find(({ story }) => story.name === "never-ready");
  return stories.filter(
    ({ story, harm }) =>
      story.name === "good" || (harm !== undefined && (story.name !== "half-never-ready" || harm !== never?.harm)),
  );
}

/** What becomes of a checked workload under new revisions: a line for the good one, and one for each that hurts. */
export function checkedRolloutLines(rollout: CheckedRollout | undefined, paint: Paint): readonly string[] {
  if (rollout === undefined) return [];
  if ("untold" in rollout) {
    // The footer says that once for all.
    return rollout.untold === "many-workloads"
      ? []
      : [paint("dim", `new revision ${untoldRolloutText(rollout.untold)}`)];
  }
  const told = toldRolloutStories(rollout.stories);
  const width = Math.max(0, ...told.slice(1).map(({ story }) => story.name.length));
  return told.map((one, index) => {
    const { name, replicas } = one.story;
    if (index === 0) return `new revision: ${outcomeText(one.story, replicas)}`;
    return `  ${name.padEnd(width)}  ${harmText(one)}${paint("dim", ` (${STORY_TEXTS[name]})`)}`;
  });
}
