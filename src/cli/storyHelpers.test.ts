import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CheckOptions } from "../analyze/checkFiles.ts";
import { storyTasks } from "../analyze/checkFiles.ts";
import { openRolloutBook } from "../analyze/rollout/rolloutBook.ts";
import { DEFAULT_HORIZON_MS, STORY_NAMES } from "../analyze/stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../analyze/uncontrolled.ts";
import { readManifests } from "../manifest/readManifest.ts";
import { NEWEST_VERSION } from "../model/kubernetesVersion.ts";
import type { StoryHelpers } from "./storyHelpers.ts";
import { helpersWorth, startHelpers } from "./storyHelpers.ts";
import { tellStories } from "./tellStories.ts";
import { createTestEnvironment } from "./testEnvironment.ts";

// Goal: with other threads a check comes to what it comes to alone, whoever does which part, and whatever becomes of them.
// Method: real manifests with helpers who do everything, with none, and with some that end before they answer.

const MANIFESTS = join(import.meta.dirname, "../../properties/manifests");
const TEXTS = readdirSync(MANIFESTS, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .slice(0, 8)
  .map((fileName) => ({ fileName, text: readFileSync(join(MANIFESTS, fileName), "utf8") }));
const OPTIONS: CheckOptions = {
  stories: STORY_NAMES,
  kubeletAgeMs: DEFAULT_KUBELET_AGE_MS,
  kubernetes: "1.37",
  horizonMs: DEFAULT_HORIZON_MS,
  isExact: false,
  rollouts: openRolloutBook("1.37", true),
};
const TASKS = storyTasks(readManifests(TEXTS, { version: NEWEST_VERSION }), OPTIONS);

/** What the stories come to by workload, as text, and how many of them others have found. */
async function tellWith(helpers: StoryHelpers): Promise<{ readonly told: string; readonly helped: number }> {
  try {
    const told = await tellStories(createTestEnvironment().environment, TASKS, OPTIONS, helpers);
    const helped = (await helpers.found()).size;
    return { told: JSON.stringify([...told.values()].map(({ outcomes }) => outcomes)), helped };
  } finally {
    helpers.dismiss();
  }
}

const alone = await tellWith(startHelpers(0));

test("helpers find what one alone finds", { timeout: 60_000 }, async () => {
  expect(TASKS.size).toBeGreaterThan(4);
  const helpers = startHelpers(2);
  helpers.give([...TASKS.values()]);
  const everything = await tellWith({ ...helpers, claim: () => false });
  expect(everything).toEqual({ told: alone.told, helped: TASKS.size });
});

test("nobody does what another is at", { timeout: 60_000 }, async () => {
  const helpers = startHelpers(1);
  helpers.give([...TASKS.values()]);
  const own: number[] = [];
  const claim = (index: number): boolean => helpers.claim(index) && own.push(index) > 0;
  const shared = await tellWith({ ...helpers, claim });
  expect(shared).toEqual({ told: alone.told, helped: TASKS.size - own.length });
});

test("what helpers leave undone is done", async () => {
  const helpers = startHelpers(1);
  helpers.give([...TASKS.values()]);
  helpers.dismiss();
  expect(await tellWith({ ...helpers, claim: () => false })).toEqual({ told: alone.told, helped: 0 });
});

test("a file alone is not worth a thread, nor are thousands where not all ends are searched for", () => {
  const thousands = Array.from({ length: 2000 }, () => ({ fileName: "web.yaml", text: " ".repeat(1_000) }));
  expect(helpersWorth(TEXTS.slice(0, 1), true)).toBe(0);
  expect(helpersWorth(thousands, false)).toBe(0);
  expect(helpersWorth(thousands, true)).toBe(Math.min(40, availableParallelism() - 1));
});
