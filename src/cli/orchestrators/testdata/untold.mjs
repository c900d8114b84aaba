// An orchestrator that is ours but for one thing: it tells nobody of starts.

import { createInterface } from "node:readline";
import { simulate } from "../../../simulate.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const scenario = JSON.parse(line);
  const events = simulate(scenario).events.filter(({ kind, reason }) => kind !== "event" || reason !== "Started");
  const told = events.map(({ step: _step, cause: _cause, ...event }) => event);
  process.stdout.write(`${JSON.stringify({ id: scenario.id, events: told })}\n`);
}
