/** What a controller remembers of the Events it wrote, so that many alike become few (client-go's correlator). Plain data. */
export interface EventLog {
  /** By object, type and reason: the texts of the last ten minutes, and when the last came. */
  readonly alike: Map<string, { readonly texts: Set<string>; lastNs: number }>;
  /** How often an Event was written, by what makes it the same. */
  readonly counts: Map<string, number>;
  /** By object and type: tokens left, and when they were counted. */
  readonly tokens: Map<string, { left: number; atNs: number }>;
}

export interface ControllerEvent {
  readonly object: string;
  readonly uid: string;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
}

/** From so many texts on, Events of one reason become one. */
const MOST_ALIKE = 10;
const ALIKE_NS = 600e9;
const BURST = 25;
const TOKENS_PER_NS = 1 / 300e9;

export function newEventLog(): EventLog {
  return { alike: new Map(), counts: new Map(), tokens: new Map() };
}

/** What is written of an Event: with how often it was, and of too many alike the last one's text; undefined: nothing, there were too many. */
export function correlate(
  log: EventLog,
  { object, uid, type, reason, message }: ControllerEvent,
  nowNs: number,
): { readonly message: string; readonly count: number } | undefined {
  const about = `${object} ${uid} ${type}`;
  const isCombined = countsAsAlike(log, `${about} ${reason}`, message, nowNs);
  const text = isCombined ? `(combined from similar events): ${message}` : message;
  const same = isCombined ? `${about} ${reason}` : `${about} ${reason} ${message}`;
  const count = (log.counts.get(same) ?? 0) + 1;
  log.counts.set(same, count);
  return takeToken(log, about, nowNs) ? { message: text, count } : undefined;
}

function countsAsAlike(log: EventLog, kind: string, message: string, nowNs: number): boolean {
  const known = log.alike.get(kind);
  const entry =
    known === undefined || nowNs - known.lastNs > ALIKE_NS ? { texts: new Set<string>(), lastNs: nowNs } : known;
  log.alike.set(kind, entry);
  entry.lastNs = nowNs;
  entry.texts.add(message);
  if (entry.texts.size < MOST_ALIKE) return false;
  // The real one forgets any of them.
  const [first] = entry.texts;
  if (first !== undefined) entry.texts.delete(first);
  return true;
}

function takeToken(log: EventLog, about: string, nowNs: number): boolean {
  const known = log.tokens.get(about) ?? { left: BURST, atNs: nowNs };
  known.left = Math.min(BURST, known.left + (nowNs - known.atNs) * TOKENS_PER_NS);
  known.atNs = nowNs;
  log.tokens.set(about, known);
  if (known.left < 1) return false;
  known.left -= 1;
  return true;
}
