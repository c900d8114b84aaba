import type { RolloutOutcome } from "../analyze/rollout/rolloutOutcome.ts";
import type { RolloutName, RolloutStory } from "../analyze/rollout/rolloutStories.ts";
import { formatDuration } from "../time/duration.ts";
import { wrapText } from "./wrapText.ts";

const STORY_TEXTS: Readonly<Record<RolloutName, string>> = {
  good: "good",
  slow: "slow to start (30s)",
  "never-ready": "never ready",
  "crash-after-ready": "crashes 5s after it was ready",
  "half-never-ready": "every other pod never ready",
};

/** What a rollout came to, in words; times count from the update. */
export function outcomeText(outcome: RolloutOutcome, replicas: number): string {
  const { doneMs, stalledMs, fewestReady, fewestAtMs, readyAtEnd, replaced } = outcome;
  const parts = [doneMs === undefined ? "not done" : `done after ${formatDuration(doneMs)}`];
  if (stalledMs !== undefined) parts.push(`says that it is stuck after ${formatDuration(stalledMs)}`);
  parts.push(`${replaced} of ${replicas} old pods gone`);
  parts.push(
    fewestReady >= replicas
      ? `never fewer than ${replicas} ready`
      : `at worst ${fewestReady} of ${replicas} ready, first after ${formatDuration(fewestAtMs)}`,
  );
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
