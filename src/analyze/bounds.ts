import { eventsBeforeDraws, eventsOfEveryGrid, hasStartJitter } from "./certainty.ts";
import type { Pod } from "../model/pod.ts";
import { appChanges, GRID_MARK_MS, gridCuts, slopeOf } from "./gridCuts.ts";
import type { Metric } from "./measures.ts";
import { METRICS } from "./measures.ts";
import type { Effort } from "./effort.ts";
import { EVENTS_OF_A_START } from "./effort.ts";
import type { Measurement, RunUnder, StoryRun } from "./storyRun.ts";
import type { Uncontrolled } from "./uncontrolled.ts";
import type { WallCheck } from "./wallChecks.ts";
import { wallChecks } from "./wallChecks.ts";

/** One end of an interval: when, or never within the story, and settings under which it is so. */
export interface Extreme {
  readonly ms: number | null;
  readonly settings: Uncontrolled;
}

/**
 * `proven`: every grid and every wall clock is accounted for, and random draws have no say. `searched`: draws have one; they were
 * tried at the steps that requeues can tell apart, each with every grid and wall clock. `sampled`: too few runs were allowed
 * to know more than what some kubelets do.
 */
export type Certainty = "proven" | "searched" | "sampled";

/** All that the uncontrollable settings can make of an instant. */
export interface Interval {
  readonly earliest: Extreme;
  readonly latest: Extreme;
  readonly certainty: Certainty;
}

/** Of one container: an interval for each metric, and for the last chance before it is killed. */
export interface ContainerBounds {
  readonly container: string;
  readonly intervals: Readonly<Record<Metric | "started" | "lastChance", Interval>>;
}

export interface Bounds {
  readonly containers: readonly ContainerBounds[];
  readonly runs: number;
}

/** Settings along which only the grid moves. `isTied`: the wall clock moves against it, so that their sum stays. */
interface Line {
  readonly wallMs: number;
  readonly isTied: boolean;
  readonly rand: number;
  /** Runs through a corner where a grid's cut meets a threshold that moves with the grid: no corners of its own are looked for. */
  readonly isCorner?: true;
}

const KEYS = [...METRICS, "started", "lastChance"] as const;
type Key = (typeof KEYS)[number];
type Values = (number | null)[];

interface Search {
  readonly measurement: Measurement;
  readonly runUnder: RunUnder;
  readonly changes: ReturnType<typeof appChanges>;
  readonly effort: Effort;
  readonly lowest: Extreme[];
  readonly highest: Extreme[];
  readonly lines: Line[];
  runs: number;
  drawsMatter: boolean;
  isCutShort: boolean;
}

const BASE_GRID_MS = 500;
const BASE_LINE: Line = { wallMs: 0, isTied: false, rand: 0 };
/** Two for each second by which a requeue can be put off (60 s to 90 s), and the ends, which a start-up jitter can reach. */
const DRAWS: readonly number[] = [0, ...Array.from({ length: 60 }, (_, step) => (step + 0.5) / 60), 1 - 2 ** -20];
/** A requeue that one grid lets pass by unseen meets something on another. */
const DRAW_GRIDS_MS = [125, 375, 625, 875] as const;
/** Draws whose result lies further than this from the extremes cannot reach them by the grid, which is worth a second. */
const GRID_REACH_MS = 1000;
/** Lines that a look at an initial delay adds: two for its threshold, two for the start's second. */
const LINES_OF_WALL_CHECK = 4;
/** Wall clocks that are followed up, at most; each start and each delay gives two. */
const LINES_MAX = 400;

const rest = (ms: number): number => ((ms % 1000) + 1000) % 1000;

/**
 * The earliest and the latest that relist phase, wall clock and random draws can make of everything that is measured.
 * Where the search for them would cost more than `effort` allows: one run, and of each instant whether that run proves
 * that no other comes into question.
 */
export function findBounds(measurement: Measurement, kubeletAgeMs: number, effort: Effort, runUnder: RunUnder): Bounds {
  const search: Search = {
    measurement,
    runUnder,
    changes: appChanges(measurement.scenario),
    effort,
    lowest: [],
    highest: [],
    lines: [BASE_LINE],
    runs: 0,
    drawsMatter: hasStartJitter(measurement.scenario, kubeletAgeMs),
    isCutShort: false,
  };
  const base = observe(search, BASE_LINE, BASE_GRID_MS, true);
  const outlook = outlookOf(search, base);
  const certaintyOf = searchIfWorth(search, base, outlook) ?? glance(search, base, outlook);
  const containers = measurement.containers.map((container, place) => ({
    container,
    intervals: intervalsOf(search, place, certaintyOf),
  }));
  return { containers, runs: search.runs };
}

type CertaintyOf = (index: number) => Certainty;

/** What the first run says of all others. */
interface Outlook {
  /** How many of its events, from the first on, are the same on every grid and under every draw. */
  readonly sureEvents: number;
  readonly drawsMatter: boolean;
  readonly checks: readonly WallCheck[];
  readonly cuts: readonly number[];
}

function outlookOf(search: Search, { run: { events } }: Observation): Outlook {
  const beforeDraws = search.drawsMatter ? 0 : eventsBeforeDraws(events);
  const sureEvents = Math.min(eventsOfEveryGrid(events), beforeDraws);
  const checks = wallChecks(podOf(search), events);
  const isWholeProof = sureEvents === events.length && checks.length === 0;
  const cuts = isWholeProof ? [] : gridCuts(events, BASE_GRID_MS, 0, search.changes);
  return { sureEvents, drawsMatter: beforeDraws < events.length, checks, cuts };
}

/** Undefined where the search is not worth its cost, as its first run foretells it or as it turns out. */
function searchIfWorth(search: Search, base: Observation, outlook: Outlook): CertaintyOf | undefined {
  const { effort } = search;
  if (foretoldEvents(base, outlook) > effort.worthEvents) return undefined;
  followLines(search, base);
  if (search.drawsMatter && drawEvents(base) > effort.worthEvents) return undefined;
  if (search.drawsMatter) searchDraws(search);
  if (search.isCutShort && effort.worthEvents < Number.POSITIVE_INFINITY) return undefined;
  const certainty = search.isCutShort ? "sampled" : search.drawsMatter ? "searched" : "proven";
  return () => certainty;
}

/** How many events the search will have to simulate, roughly: a run for each cut of each line. */
function foretoldEvents(base: Observation, { drawsMatter, checks, cuts }: Outlook): number {
  if (drawsMatter) return drawEvents(base);
  if (cuts.length === 0 && checks.length === 0) return 0;
  return eventsOfRuns(base, (1 + LINES_OF_WALL_CHECK * checks.length) * (cuts.length + 1));
}

function drawEvents(base: Observation): number {
  return eventsOfRuns(base, DRAWS.length * DRAW_GRIDS_MS.length);
}

function eventsOfRuns({ run }: Observation, runs: number): number {
  return runs * (run.events.length + EVENTS_OF_A_START);
}

/** What the events of one run up to an instant prove about the instant. */
function glance(search: Search, { run, values }: Observation, outlook: Outlook): CertaintyOf {
  search.lowest.length = search.highest.length = 0;
  if (outlook.cuts.includes(BASE_GRID_MS)) exactly(search, BASE_LINE, BASE_GRID_MS);
  else note(search, BASE_LINE, values, BASE_GRID_MS, BASE_GRID_MS, BASE_GRID_MS);
  const sureBeforeMs = Math.min(
    run.events[outlook.sureEvents]?.t ?? Number.POSITIVE_INFINITY,
    ...outlook.checks.map(({ atMs }) => atMs),
  );
  return (index) => {
    const value = values[index] ?? null;
    return value !== null && value < sureBeforeMs ? "proven" : "sampled";
  };
}

function podOf({ measurement }: Search): Pod {
  return measurement.scenario.pod ?? { spec: { containers: [] } };
}

function intervalsOf(search: Search, place: number, certaintyOf: (index: number) => Certainty): Record<Key, Interval> {
  const interval = (index: number): Interval => ({
    earliest: search.lowest[index] as Extreme,
    latest: search.highest[index] as Extreme,
    certainty: certaintyOf(index),
  });
  return Object.fromEntries(KEYS.map((key, index) => [key, interval(place * KEYS.length + index)])) as Record<
    Key,
    Interval
  >;
}

/** Follows the lines from `base`'s on; lines may be added as they are followed. */
function followLines(search: Search, base: Observation): void {
  followLine(search, BASE_LINE, base);
  followLinesFrom(search, 1);
}

function followLinesFrom(search: Search, first: number): void {
  for (let next = first; next < search.lines.length; next++) {
    const line = search.lines[next] as Line;
    followLine(search, line, observe(search, line, BASE_GRID_MS, true));
  }
}

/** Representatives of each whole second of the draws, on several grids; those that come near an extreme are followed. */
function searchDraws(search: Search): void {
  const seen = new Set<string>();
  const candidates = DRAWS.map((rand) => {
    const line: Line = { wallMs: 0, isTied: false, rand };
    const samples = DRAW_GRIDS_MS.map((gridMs) => {
      const { values } = observe(search, line, gridMs, false);
      note(search, line, values, gridMs, gridMs, gridMs);
      return values;
    });
    return { line, samples };
  });
  const first = search.lines.length;
  for (const { line, samples } of candidates) {
    const key = JSON.stringify(samples);
    const isNear = samples.some((values) => values.some((value, index) => isNearExtreme(search, index, value)));
    if (seen.has(key) || !isNear) continue;
    seen.add(key);
    search.lines.push(line);
  }
  followLinesFrom(search, first);
}

function isNearExtreme(search: Search, index: number, value: number | null): boolean {
  const low = search.lowest[index]?.ms ?? null;
  const high = search.highest[index]?.ms ?? null;
  if (low === high) return false;
  if (value === null) return low === null || high === null;
  return (low !== null && value - low <= GRID_REACH_MS) || (high !== null && high - value <= GRID_REACH_MS);
}

function settingsAt(line: Line, gridMs: number): Uncontrolled {
  return { gridMs, wallMs: line.isTied ? rest(line.wallMs - Math.floor(gridMs)) : line.wallMs, rand: line.rand };
}

interface Observation {
  readonly run: StoryRun;
  readonly values: Values;
}

function observe(search: Search, line: Line, gridMs: number, isMarked: boolean): Observation {
  search.runs++;
  const settings = settingsAt(line, gridMs);
  const run = search.runUnder(isMarked ? { ...settings, gridMs: gridMs + GRID_MARK_MS } : settings);
  const values = run.measures.flatMap(({ times, startedMs, lastChanceMs }) => [
    ...METRICS.map((metric) => times[metric]),
    startedMs,
    lastChanceMs,
  ]);
  return { run, values };
}

/** Takes in what holds for the grids `from` … `to`, given what a marked grid at `gridMs` gave; slopes make it linear. */
function note(search: Search, line: Line, values: Values, gridMs: number, from: number, to: number): void {
  values.forEach((value, index) => {
    const slope = value === null ? 0 : slopeOf(value);
    const at = (grid: number): Extreme => ({
      ms: value === null ? null : Math.round(value) + slope * (grid - gridMs),
      settings: settingsAt(line, grid),
    });
    for (const extreme of slope === 0 ? [at(from)] : [at(from), at(to)]) {
      const low = search.lowest[index];
      const high = search.highest[index];
      if (low === undefined || rank(extreme) < rank(low)) search.lowest[index] = extreme;
      if (high === undefined || rank(extreme) > rank(high)) search.highest[index] = extreme;
    }
  });
}

const rank = ({ ms }: Extreme): number => ms ?? Number.POSITIVE_INFINITY;

function followLine(search: Search, line: Line, first: Observation): void {
  const checks = wallChecks(podOf(search), first.run.events);
  addWallLines(search, line, checks, BASE_GRID_MS, true);
  if (eventsBeforeDraws(first.run.events) < first.run.events.length) search.drawsMatter = true;
  if (eventsOfEveryGrid(first.run.events) === first.run.events.length && (!line.isTied || checks.length === 0)) {
    note(search, line, first.values, 0, 0, 0);
    return;
  }
  const pending = resolve(search, line, first, BASE_GRID_MS, 0, 999);
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const [from, to] = range;
    if (from > to) continue;
    if (search.runs >= search.effort.maxRuns) {
      search.isCutShort = true;
      return;
    }
    if (to - from < 2) {
      for (let grid = from; grid <= to; grid++) exactly(search, line, grid);
      continue;
    }
    const gridMs = Math.floor((from + to) / 2);
    pending.push(...resolve(search, line, observe(search, line, gridMs, true), gridMs, from, to));
  }
}

function exactly(search: Search, line: Line, gridMs: number): void {
  const { run, values } = observe(search, line, gridMs, false);
  note(search, line, values, gridMs, gridMs, gridMs);
  addWallLines(search, line, wallChecks(podOf(search), run.events), gridMs, false);
}

type Range = readonly [from: number, to: number];

/** What a run with a marked grid says of its neighbourhood; the grids of `from` … `to` that it says nothing of are returned. */
function resolve(
  search: Search,
  line: Line,
  { run, values }: Observation,
  gridMs: number,
  from: number,
  to: number,
): Range[] {
  const checks = wallChecks(podOf(search), run.events);
  addWallLines(search, line, checks, gridMs, true);
  if (eventsBeforeDraws(run.events) < run.events.length) search.drawsMatter = true;
  const cuts = [
    ...gridCuts(run.events, gridMs, line.rand, search.changes),
    ...checks.flatMap((check) => wallCuts(check, line, gridMs)),
  ];
  let below = from - 1;
  let above = to + 1;
  for (const cut of cuts) {
    if (cut <= gridMs) below = Math.max(below, cut);
    else above = Math.min(above, cut);
  }
  if (below + 1 <= above - 1) note(search, line, values, gridMs, below + 1, above - 1);
  if (below >= from) exactly(search, line, below);
  if (above <= to) exactly(search, line, above);
  return [
    [from, below - 1],
    [above + 1, to],
  ];
}

/** Grids of the line at which the answer of a look at an initial delay may change. */
function wallCuts({ startMs, atMs, thresholdMs }: WallCheck, line: Line, gridMs: number): number[] {
  const subsecondMs = rest(Math.round(startMs) + settingsAt(line, gridMs).wallMs);
  const steps: number[] = [];
  const slope = slopeOf(startMs) - (line.isTied ? 1 : 0);
  if (slope !== 0) steps.push(slope * -subsecondMs, slope * (thresholdMs - subsecondMs));
  const drift = slopeOf(atMs) - slopeOf(startMs) + slope;
  if (drift !== 0) steps.push(Math.sign(drift) * (thresholdMs - subsecondMs));
  return steps.flatMap((step) => [rest(gridMs + step - 1), rest(gridMs + step), rest(gridMs + step + 1)]);
}

/**
 * Wall clocks next to which a look would be answered differently, or the start's second ends. What is known of the grid only
 * from one without a mark, and thresholds that move with it, give corners.
 */
function addWallLines(
  search: Search,
  line: Line,
  checks: readonly WallCheck[],
  gridMs: number,
  isMarked: boolean,
): void {
  for (const { startMs, atMs, thresholdMs } of checks) {
    const isTied = slopeOf(startMs) !== 0;
    const isCorner = !isMarked || slopeOf(atMs) !== slopeOf(startMs);
    for (const subsecondMs of [0, 999])
      addLine(search, line, rest(subsecondMs - Math.round(startMs) + (isTied ? gridMs : 0)), isTied, !isMarked);
    for (const subsecondMs of [thresholdMs, thresholdMs - 1])
      addLine(search, line, rest(subsecondMs - Math.round(startMs) + (isTied ? gridMs : 0)), isTied, isCorner);
  }
}

function addLine(
  search: Search,
  { rand, isCorner: isFromCorner }: Line,
  wallMs: number,
  isTied: boolean,
  isCorner: boolean,
): void {
  if (isCorner && isFromCorner === true) return;
  if (search.lines.some((other) => other.wallMs === wallMs && other.isTied === isTied && other.rand === rand)) return;
  if (search.lines.length >= LINES_MAX) search.isCutShort = true;
  else
    search.lines.push({
      wallMs,
      isTied,
      rand,
      ...((isCorner || isFromCorner === true) && { isCorner: true as const }),
    });
}
