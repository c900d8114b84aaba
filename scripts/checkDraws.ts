// Random draws of what no user controls, over manifests: do they stay inside what `check` says, and do its witnesses hold?
// node scripts/checkDraws.ts [--draws 1000] [--seed 1] [--release 1.37] [--every 1] [FOLDER]; exit code 1 where one does not.
// --every 5 takes every fifth file only. --thrifty: as `check` does for many workloads; what it marks by ~ is no interval and left out.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkWorkload } from "../src/analyze/checkWorkload.ts";
import type { Interval } from "../src/analyze/bounds.ts";
import { EXACT, thriftyEffort } from "../src/analyze/effort.ts";
import { DEFAULT_HORIZON_MS, STORY_NAMES } from "../src/analyze/stories.ts";
import { runStory } from "../src/analyze/storyRun.ts";
import { DEFAULT_KUBELET_AGE_MS, withUncontrolled } from "../src/analyze/uncontrolled.ts";
import type { Uncontrolled } from "../src/analyze/uncontrolled.ts";
import { listInputFiles } from "../src/cli/inputFiles.ts";
import { workloadsOf } from "../src/manifest/dialect.ts";
import { readManifest } from "../src/manifest/readManifest.ts";
import { formatKubernetesVersion, NEWEST_VERSION, parseKubernetesVersion } from "../src/model/kubernetesVersion.ts";
import { createRandomStream, nextBelow, nextUnit } from "../src/time/randomStream.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    draws: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    release: { type: "string", default: formatKubernetesVersion(NEWEST_VERSION) },
    every: { type: "string", default: "1" },
    thrifty: { type: "boolean", default: false },
  },
});
const { draws, seed, release: kubernetes } = values;
const [folder = join(import.meta.dirname, "../properties/manifests")] = positionals;
const version = parseKubernetesVersion(kubernetes);
if (version === undefined) throw new Error(`there is no release ${kubernetes}`);
const stream = createRandomStream(Number(seed), "check");

const chosen = listInputFiles([resolve(folder)], process.cwd()).filter(
  (_, index) => index % Number(values.every) === 0,
);
const told = chosen.flatMap((entry) => {
  if (entry.kind !== "file") return [];
  const { objects } = readManifest(entry.name, readFileSync(entry.path, "utf8"), { version });
  const services = objects.flatMap(({ content }) => (content.is === "service" ? [content.service] : []));
  const workloads = objects.flatMap((object) => (object.isAccepted ? workloadsOf(object) : []));
  return workloads.flatMap((workload) => {
    const settings = {
      stories: STORY_NAMES,
      kubeletAgeMs: DEFAULT_KUBELET_AGE_MS,
      effort: values.thrifty ? thriftyEffort(chosen.length) : EXACT,
    };
    const context = { pod: workload.pod, services, kubernetes, horizonMs: DEFAULT_HORIZON_MS };
    const { healthy, containers } = checkWorkload({ context, settings });
    const outcomes = [
      ...(healthy === undefined ? [] : [healthy]),
      ...containers.flatMap((container) => container.outcomes),
    ];
    return outcomes.map((outcome) => ({
      name: `${entry.name.split("/").slice(-1)[0]} ${workload.name}`,
      ...outcome,
    }));
  });
});

const rank = (ms: number | null): number => ms ?? Number.POSITIVE_INFINITY;
let compared = 0;
let leftOut = 0;
let wrong = 0;
let witnesses = 0;

function timesUnder(outcome: (typeof told)[number], settings: Uncontrolled) {
  const { measurement } = outcome.story;
  return runStory(measurement, withUncontrolled(measurement.scenario, DEFAULT_KUBELET_AGE_MS, settings)).measures;
}

function complain(
  outcome: (typeof told)[number],
  metric: string,
  interval: Interval,
  ms: number | null,
  settings: Uncontrolled,
): void {
  wrong++;
  const { story, name } = outcome;
  process.stdout.write(
    `${name} ${story.name} ${story.runOptions.join(" ")} ${metric} (${interval.certainty}): ${ms} is outside [${interval.earliest.ms}, ${interval.latest.ms}] ${JSON.stringify(settings)}\n`,
  );
}

const perOutcome = Math.max(1, Math.ceil(Number(draws) / told.length));
for (const outcome of told) {
  const { story, bounds } = outcome;
  for (let draw = 0; draw < perOutcome; draw++) {
    const settings = { gridMs: nextBelow(stream, 1000), wallMs: nextBelow(stream, 1000), rand: nextUnit(stream) };
    timesUnder(outcome, settings).forEach(({ times }, place) => {
      for (const metric of story.metrics) {
        const interval = bounds.containers[place]?.intervals[metric] as Interval;
        if (values.thrifty && interval.certainty === "sampled") {
          leftOut++;
          continue;
        }
        compared++;
        if (rank(times[metric]) < rank(interval.earliest.ms) || rank(times[metric]) > rank(interval.latest.ms))
          complain(outcome, metric, interval, times[metric], settings);
      }
    });
  }
  bounds.containers.forEach(({ intervals }, place) => {
    for (const metric of story.metrics) {
      for (const end of [intervals[metric].earliest, intervals[metric].latest]) {
        witnesses++;
        const ms = timesUnder(outcome, end.settings)[place]?.times[metric] ?? null;
        if (ms !== end.ms) complain(outcome, `${metric}, witness of ${end.ms}`, intervals[metric], ms, end.settings);
      }
    }
  });
}
const proven = told.filter(({ bounds }) =>
  bounds.containers.every(({ intervals }) => intervals.ready.certainty === "proven"),
).length;
process.stdout.write(
  `${kubernetes}, seed ${seed}: ${chosen.length} files, ${told.length} stories (${proven} proven), ${perOutcome * told.length} draws, ${compared} instants and ${witnesses} witnesses compared, ${leftOut === 0 ? "" : `${leftOut} instants of ~ left out, `}${wrong} wrong\n`,
);
process.exitCode = compared > 0 && wrong === 0 ? 0 : 1;
