import type { ProbeType } from "../../../src/model/probe.ts";
import { PROBE_TYPES } from "../../../src/model/probe.ts";
import type { InstanceBehaviour, Scenario } from "../../../src/model/scenario.ts";
import type { AttemptOutcome, Trace, TraceEvent } from "../../../src/model/trace.ts";
import type { Instance, Result, Seen, Sync, Worker, World } from "./world.ts";
import { NEVER, newWorld } from "./world.ts";

/**
 * A second implementation, to be compared with the engine: Kubernetes 1.34, one pod with restartPolicy Always and one container
 * with scripted exec probes, nothing from outside. It shares no code with the engine, looks at every single millisecond, and knows
 * no schedule, no leap and no queue. Its trace has what the two must agree on: syncs, attempts, creations, starts, stops, exits, and the
 * container's state, `started` and `ready`.
 */

/** A millisecond has so many ticks; what happens in it has its place: the sync by its number, then exits, relist, sync tick. */
const TICKS = 10_000;
const SYNC = 1_000;
const EXITS = 6_500;
const RELIST = 8_000;
const TICK = 8_200;
const REACTION_MS = 7;
const EXPIRY_MS = 600_000;
const INITIAL: Record<ProbeType, Result> = { startup: "unknown", liveness: "success", readiness: "failure" };

const now = (w: World): number => w.t * TICKS + w.place;
const tell = <E extends object>(w: World, event: E): E & { t: number } => {
  const told = { t: w.t, ...event };
  w.events.push(told);
  return told;
};

export function naive(scenario: Scenario): Trace {
  const w = newWorld(scenario);
  const ageMs = scenario.kubeletUpMs ?? 3_600_000;
  w.relistAt = -TICKS;
  ask(w);
  for (; w.t <= scenario.untilMs; w.t++) {
    w.place = 0;
    for (const worker of w.workers ?? []) if (!worker.late) workerTurn(w, worker);
    w.place = SYNC + 2 * w.generation;
    if (w.sync !== undefined) goOn(w, w.sync);
    w.place = EXITS;
    exits(w);
    for (const worker of w.workers ?? []) if (worker.late) workerTurn(w, worker);
    if ((w.t + ageMs) % 1000 !== 0) continue;
    // Each minute ended instances are thrown away but for the newest that does not run; one that is created is such.
    if ((w.t + ageMs) % 60_000 === 0 && w.sync?.steps[0] === "run") w.oldestKept = w.count;
    w.place = RELIST;
    relist(w);
    w.place = TICK;
    syncTick(w, (w.t + ageMs) % 2000 === 0);
  }
  return traceOf(w);
}

function traceOf({ scenario, events }: World): Trace {
  const numbered = events.map((event, index) => ({ ...event, step: index + 1 }) as TraceEvent);
  const attempts = numbered.filter(({ kind }) => kind === "probe").length;
  const common = { schema: "probewise/1", tool: "naive", kubernetes: "1.34.4", gates: {}, recorder: "full" } as const;
  const header = { ...common, assumptions: [], scenarioHash: "", untilMs: scenario.untilMs, attempts };
  return { header, events: numbered };
}

// Syncs: asked for, begun once the runtime was looked at since the last one ended, and done step by step.

function ask(w: World): void {
  if (w.askedTurn === w.turn) return;
  w.askedTurn = w.turn;
  w.wanted = true;
  takeRequest(w);
}

function takeRequest(w: World): void {
  if (!w.wanted || w.waits || w.sync !== undefined) return;
  w.wanted = false;
  w.waits = true;
  beginSync(w);
}

function beginSync(w: World): void {
  if (!w.waits || w.relistAt <= w.syncEndedAt) return;
  w.waits = false;
  w.generation++;
  tell(w, { kind: "sync", fn: "SyncPod" });
  w.sync = { statusMs: w.t + 1, seen: w.seen, steps: [], untilMs: NEVER, killMs: NEVER, failed: false };
}

function goOn(w: World, sync: Sync): void {
  if (sync.statusMs === w.t) {
    sync.statusMs = -1;
    makeStatus(w, sync);
  } else if (sync.statusMs > w.t) return;
  while (sync.steps.length > 0) {
    if (!step(w, sync, sync.steps[0] as Sync["steps"][number])) return;
    sync.steps.shift();
    sync.untilMs = NEVER;
  }
  w.sync = undefined;
  w.syncEndedAt = now(w);
  w.resyncMs = w.t + (sync.failed ? 10_000 : 60_000) * (1 + (w.scenario.rand ?? 0) / 2);
  takeRequest(w);
}

function makeStatus(w: World, { seen, steps }: Sync): void {
  const { instance, isRunning } = seen;
  const hasWorker = (type: ProbeType): boolean => w.workers?.some((worker) => worker.type === type) ?? false;
  const started = isRunning && (hasWorker("startup") ? resultOf(w, "startup", instance) === "success" : true);
  const ready = started && (!hasWorker("readiness") || resultOf(w, "readiness", instance) === "success");
  const state = instance === undefined || w.crashLoops ? "waiting" : "terminated";
  const { wallMs = 0 } = w.scenario;
  const startedMs = Math.floor(((instance?.startedMs ?? 0) + wallMs) / 1000) * 1000 - wallMs;
  hold(w, { state: isRunning ? "running" : state, n: instance?.n ?? -1, startedMs, started, ready });
  for (const worker of w.workers ?? []) {
    if (worker.type !== "readiness" || !started || ready) continue;
    worker.triggered = true;
    if (worker.attempt === undefined) {
      w.turn++;
      worker.late = false;
      goOnProbing(w, worker);
    }
  }
  if (w.workers === undefined) addWorkers(w);
  if (!seen.hasSandbox) steps.push("sandbox", "start", "create", "run");
  else if (!isRunning) steps.push("start", "create", "run");
  else if (resultOf(w, "liveness", instance) === "failure" || resultOf(w, "startup", instance) === "failure")
    steps.push("kill", "start", "create", "run");
}

function resultOf({ workers }: World, type: ProbeType, instance: Instance | undefined): Result | undefined {
  return workers?.find((worker) => worker.type === type && worker.n === instance?.n)?.result;
}

function hold(w: World, held: World["held"]): void {
  const { state, n, started, ready } = held;
  const isNews = state !== w.held.state || n !== w.held.n || started !== w.held.started || ready !== w.held.ready;
  w.held = held;
  if (isNews) tell(w, { kind: "status", containers: { [w.container.name]: { state, n, started, ready } } });
}

/** Whether the step is done. */
function step(w: World, sync: Sync, what: Sync["steps"][number]): boolean {
  const isBegun = sync.untilMs !== NEVER;
  const { name } = w.container;
  const behaviourOf = (n: number): InstanceBehaviour => {
    const all = w.scenario.containers?.[name]?.instances ?? [];
    return all[Math.min(n, all.length - 1)] ?? {};
  };
  const n = w.count;
  switch (what) {
    case "sandbox":
      if (!isBegun) sync.untilMs = w.t + (w.scenario.sandboxMs ?? 0);
      if (sync.untilMs > w.t) return false;
      w.hasSandbox = true;
      return true;
    case "kill":
      return isBegun ? isKilled(w, sync) : kill(w, sync);
    case "start":
      sync.failed = isInBackoff(w, sync.seen);
      w.crashLoops ||= sync.failed;
      if (sync.failed) sync.steps = ["start"];
      return true;
    case "create": {
      const { createMs = 0 } = behaviourOf(n);
      if (!isBegun) {
        sync.untilMs = w.t + createMs;
        tell(w, { kind: "create", c: name, n, ...(sync.untilMs <= w.scenario.untilMs && { end: sync.untilMs }) });
      }
      return sync.untilMs <= w.t;
    }
    case "run": {
      const behaviour = behaviourOf(n);
      if (!isBegun) sync.untilMs = w.t + (behaviour.startMs ?? 0);
      if (sync.untilMs > w.t) return false;
      tell(w, { kind: "start", c: name, n });
      const exit = behaviour.exit ?? { afterMs: NEVER, code: 0 };
      const ends = {
        exitMs: w.t + exit.afterMs,
        exitCode: exit.code,
        exitBy: "self",
        killMs: NEVER,
        endedAt: 0,
      } as const;
      w.instances.push({ n, startedMs: w.t, behaviour, ...ends });
      w.count++;
      w.crashLoops = false;
      return true;
    }
  }
}

/** Counted from the newest end that the sync knew of; doubled with each start, from ten seconds to five minutes. */
function isInBackoff(w: World, { ended }: Seen): boolean {
  if (ended === undefined) return false;
  const isOld = w.backoff === undefined || ended.endedAt - w.backoff.at > EXPIRY_MS * TICKS;
  if (w.backoff !== undefined && !isOld && now(w) - ended.endedAt < w.backoff.ms * TICKS) return true;
  w.backoff = { ms: w.backoff === undefined || isOld ? 10_000 : Math.min(w.backoff.ms * 2, 300_000), at: now(w) };
  return false;
}

function kill(w: World, sync: Sync): boolean {
  const { pod } = w.scenario;
  const instance = sync.seen.instance as Instance;
  const probe = resultOf(w, "liveness", instance) === "failure" ? w.container.livenessProbe : w.container.startupProbe;
  const grace = probe?.terminationGracePeriodSeconds ?? pod?.spec.terminationGracePeriodSeconds ?? 30;
  const timeout = Math.max(grace, 2);
  tell(w, { kind: "stop", c: w.container.name, n: instance.n, timeout });
  sync.untilMs = sync.killMs = w.t + timeout * 1000 + REACTION_MS;
  if (instance.endedAt > 0) return true;
  const { onTerm = { afterMs: 0, code: 143 } } = instance.behaviour;
  instance.killMs = sync.killMs;
  if (onTerm === "ignore") return false;
  if (onTerm.afterMs === 0) {
    end(w, instance, onTerm.code, "term");
    return true;
  }
  if (w.t + onTerm.afterMs < instance.exitMs)
    Object.assign(instance, { exitMs: w.t + onTerm.afterMs, exitCode: onTerm.code, exitBy: "term" });
  return false;
}

/** Once SIGKILL was sent, the runtime answers when that is done. */
function isKilled({ t }: World, { seen, killMs }: Sync): boolean {
  return (seen.instance as Instance).endedAt > 0 && !(t < killMs && t > killMs - REACTION_MS);
}

function exits(w: World): void {
  const { sync } = w;
  for (const instance of w.instances) {
    if (instance.endedAt > 0 || Math.min(instance.exitMs, instance.killMs) > w.t) continue;
    if (instance.exitMs <= w.t) end(w, instance, instance.exitCode, instance.exitBy);
    else end(w, instance, 137, "kill");
  }
  if (sync?.steps[0] === "kill" && sync.killMs === w.t) goOn(w, sync);
}

/** Attempts in it are over; the sync that waited goes on; only then their workers do. */
function end(w: World, instance: Instance, code: number, by: string): void {
  instance.endedAt = now(w);
  tell(w, { kind: "exit", c: w.container.name, n: instance.n, code, by });
  const killed = (w.workers ?? []).filter((worker) => worker.attempt !== undefined && worker.n === instance.n);
  for (const worker of killed) {
    w.turn++;
    finish(w, worker, "killed");
  }
  if (w.sync?.steps[0] === "kill" && w.sync.untilMs !== NEVER && w.place === EXITS) goOn(w, w.sync);
  for (const worker of killed) {
    w.turn++;
    if (w.place === EXITS && worker.triggered) worker.late = true;
    goOnProbing(w, worker);
  }
}

function relist(w: World): void {
  const instance = w.instances.at(-1);
  const isRunning = instance?.endedAt === 0;
  const ended = w.instances.findLast(({ n, endedAt }) => endedAt > 0 && n >= w.oldestKept);
  const { seen } = w;
  w.seen = { hasSandbox: w.hasSandbox, instance, isRunning, ended };
  w.relistAt = now(w);
  const isNews = seen.hasSandbox !== w.hasSandbox || seen.instance !== instance || seen.isRunning !== isRunning;
  beginSync(w);
  w.turn++;
  if (isNews) ask(w);
}

function syncTick(w: World, keepsHouse: boolean): void {
  w.turn++;
  if (w.resyncMs <= w.t) {
    w.resyncMs = NEVER;
    ask(w);
  }
  if (keepsHouse && w.backoff !== undefined && now(w) - w.backoff.at > EXPIRY_MS * TICKS) w.backoff = undefined;
}

// Probe workers: they live on the held status, each on a grid of its own.

function addWorkers(w: World): void {
  w.workers = PROBE_TYPES.flatMap((type): Worker[] => {
    const probe = w.container[`${type}Probe`];
    if (probe === undefined) return [];
    const periodMs = (probe.periodSeconds ?? 10) * 1000;
    const counts = { n: -1, result: undefined, last: undefined, run: 0, onHold: false };
    const idle = { triggered: false, late: false, tickMs: w.t + periodMs, attempt: undefined };
    return [{ type, probe, periodMs, ...counts, ...idle }];
  });
}

function workerTurn(w: World, worker: Worker): void {
  const { attempt } = worker;
  if (attempt !== undefined ? attempt.endMs !== w.t : worker.tickMs !== w.t) return;
  w.turn++;
  if (attempt !== undefined) finish(w, worker, attempt.out);
  if (worker.attempt === undefined) goOnProbing(w, worker);
}

/** Takes a trigger, which begins the grid anew, or a tick, as long as there is one and no attempt is under way. */
function goOnProbing(w: World, worker: Worker): void {
  while (worker.attempt === undefined && (worker.triggered || worker.tickMs <= w.t)) {
    if (worker.triggered) worker.tickMs = w.t + worker.periodMs;
    else while (worker.tickMs <= w.t) worker.tickMs += worker.periodMs;
    worker.triggered = false;
    look(w, worker);
  }
}

function look(w: World, worker: Worker): void {
  const { held } = w;
  const { type, probe } = worker;
  if (held.n < 0) return;
  if (worker.n !== held.n) {
    worker.n = held.n;
    worker.result = undefined;
    worker.onHold = false;
    publish(w, worker, INITIAL[type]);
  }
  if (worker.onHold) return;
  if (held.state !== "running") return publish(w, worker, "failure");
  if (Math.floor((w.t - held.startedMs) / 1000) < (probe.initialDelaySeconds ?? 0)) return;
  if (held.started !== (type === "startup")) begin(w, worker, 3);
}

function begin(w: World, worker: Worker, left: number): void {
  const { type, probe } = worker;
  const event = tell(w, { kind: "probe", c: w.container.name, n: worker.n, probe: type });
  const instance = w.instances[worker.n];
  const isThere = instance !== undefined && instance.endedAt === 0;
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  const segments = instance?.behaviour.probes?.[type] ?? [];
  const segment = segments.findLast(({ fromMs }) => fromMs <= w.t - (instance?.startedMs ?? 0));
  const { outcome, ms = 0 } = segment ?? { outcome: "ok" };
  const isLate = outcome === "hang" || ms >= timeoutMs;
  const out = !isThere ? "notRunning" : isLate ? "timeout" : (outcome as AttemptOutcome);
  const endMs = w.t + (!isThere ? 0 : isLate ? timeoutMs + REACTION_MS : ms);
  worker.attempt = { event, endMs, out, left };
  if (endMs === w.t) finish(w, worker, out);
}

function finish(w: World, worker: Worker, out: AttemptOutcome): void {
  const { attempt, probe, type } = worker;
  if (attempt === undefined) return;
  Object.assign(attempt.event, { end: w.t, out });
  worker.attempt = undefined;
  if (out === "error" || out === "notRunning") {
    if (attempt.left > 1) begin(w, worker, attempt.left - 1);
    return;
  }
  const result: Result = out === "ok" ? "success" : "failure";
  worker.run = worker.last === result ? worker.run + 1 : 1;
  worker.last = result;
  const threshold = result === "success" ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  if (worker.run < threshold) return;
  publish(w, worker, result);
  if (type === "startup" || (type === "liveness" && result === "failure")) {
    worker.onHold = true;
    worker.run = 0;
  }
}

function publish(w: World, worker: Worker, result: Result): void {
  if (worker.result === result) return;
  worker.result = result;
  const isHeld = w.held.n === worker.n;
  if (worker.type === "startup" && isHeld) hold(w, { ...w.held, started: result === "success" });
  if (worker.type === "readiness" && isHeld) hold(w, { ...w.held, ready: result === "success" });
  if (worker.type !== "liveness" || result === "failure") ask(w);
}
