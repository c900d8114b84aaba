import canonicalize from "canonicalize";
import type { Trace } from "../../../src/model/trace.ts";

const DOINGS: ReadonlySet<string> = new Set(["sync", "create", "start", "stop", "exit", "probe"]);

/** What the naive implementation speaks of, in lines whose order within a millisecond means nothing. */
export function agreedLines({ events }: Trace): readonly string[] {
  const lines: { readonly t: number; readonly text: string }[] = [];
  let before = "";
  for (const { step: _step, cause: _cause, pod: _pod, ...event } of events) {
    if (DOINGS.has(event.kind)) lines.push({ t: event.t, text: canonicalize(event) ?? "" });
    if (event.kind !== "status") continue;
    for (const held of Object.values(event.containers ?? {})) {
      if (held === null) continue;
      const { state, n = -1, started = false, ready } = held;
      const text = canonicalize({ state, n, started, ready }) ?? "";
      if (text !== before) lines.push({ t: event.t, text });
      before = text;
    }
  }
  return lines.sort((a, b) => a.t - b.t || (a.text < b.text ? -1 : 1)).map(({ t, text }) => `${t} ${text}`);
}
