import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Scenario } from "../model/scenario.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import { createHash } from "node:crypto";
import { traceHash } from "../canonicalHash.ts";
import { traceLines } from "./traceLines.ts";
import { reportRun, summarizeRun } from "./runReport.ts";

interface Recorded {
  readonly id: string;
  readonly kubernetes: string;
  readonly scenario: Scenario;
  readonly events: readonly TraceEvent[];
}

/** What the real kubelet did, from `conformance/kubelet`. */
const recorded = readFileSync(new URL("testdata/recorded.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded);

function traceOf(kubernetes: string, untilMs: number, events: readonly TraceEvent[]): Trace {
  return {
    header: {
      schema: "probewise/1",
      tool: "test",
      kubernetes,
      gates: {},
      recorder: "full",
      assumptions: [],
      scenarioHash: "",
      untilMs,
      attempts: 0,
    },
    events: events.map((event, index) => ({ ...event, step: index + 1 })),
  };
}

describe.each(recorded)("$id of $kubernetes", ({ id, kubernetes, scenario, events }) => {
  const trace = traceOf(kubernetes, scenario.untilMs, events);
  test("looks as it did", async () => {
    await expect(reportRun(scenario, trace, { columns: 120, color: false })).toMatchFileSnapshot(
      `testdata/${id}.${kubernetes}.txt`,
    );
  });
  test.each([40, 80, 120, 200])("keeps to %i columns", (columns) => {
    const timeline = reportRun(scenario, trace, { columns, color: false }).split("Events\n")[0] ?? "";
    const lines = timeline.split("\n").filter((line) => /[├│✓✗╫↻]/.test(line) && !line.includes("one column is"));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(columns);
  });
  test("colour adds nothing but colour", () => {
    const colored = reportRun(scenario, trace, { columns: 120, color: true });
    expect(colored).toContain("\u001b[");
    expect(colored.replaceAll(/\u001b\[[\d;]*m/g, "")).toBe(reportRun(scenario, trace, { columns: 120, color: false }));
  });
});

test("no attempt is lost: marks, counts and several to a column make up for all of them", () => {
  const { kubernetes, scenario, events } = recorded.find(({ id }) => id === "P31") as Recorded;
  const wide = reportRun(scenario, traceOf(kubernetes, scenario.untilMs, events), { columns: 1000, color: false });
  const lane = wide.split("\n").find((line) => line.startsWith("  liveness")) ?? "";
  const attempts = events.filter((event) => event.kind === "probe");
  const counted = [...lane.matchAll(/[✗†](?:×(\d+))?/g)].reduce((sum, [, times]) => sum + Number(times ?? 1), 0);
  expect(counted).toBe(attempts.length);
});

test("names cannot steer the terminal", () => {
  const name = "a\u001b[2Jb\u202ec";
  const { kubernetes, scenario, events } = recorded.find(({ id }) => id === "P31") as Recorded;
  const evil = JSON.parse(
    JSON.stringify({ scenario, events })
      .replaceAll('"app"', JSON.stringify(name))
      .replaceAll("{app}", `{${JSON.stringify(name).slice(1, -1)}}`),
  ) as Recorded;
  const text = reportRun({ ...evil.scenario, id: name }, traceOf(kubernetes, scenario.untilMs, evil.events), {
    columns: 100,
    color: false,
  });
  expect(text).not.toMatch(/[\u001b\u202e]/);
  expect(text).toContain("a\\u{1b}[2Jb\\u{202e}c");
});

test("of many pods those that differ are drawn, the others are counted", () => {
  const source = recorded.filter(({ id }) => id === "P31" || id === "B4");
  const pods = Array.from({ length: 600 }, (_, index) => {
    const { scenario, events } = source[index % 50 === 7 ? 1 : 0] as Recorded;
    const name = `web-${index}`;
    return { pod: { ...scenario.pod, metadata: { name } }, events: events.map((event) => ({ ...event, pod: name })) };
  });
  const scenario = { pods: pods.map(({ pod }) => ({ pod })), untilMs: 1_400_000 } as unknown as Scenario;
  const events = pods.flatMap((pod) => pod.events);
  expect(events.length).toBeGreaterThan(50_000);
  const text = reportRun(scenario, traceOf("1.36.3", 1_400_000, events), { columns: 120, color: false });
  expect(text).toContain("587 more pods the same: web-1, web-2, web-3, web-4, web-5, …");
  expect(text).toContain("11 more pods the same: web-57,");
  expect(text.length).toBeLessThan(20_000);
  expect(summarizeRun(scenario, traceOf("1.36.3", 1_400_000, events))).toHaveLength(600);
});

test("the summary as data says who was ready when, and who had whom killed", () => {
  const { kubernetes, scenario, events } = recorded.find(({ id }) => id === "P50") as Recorded;
  expect(summarizeRun(scenario, traceOf(kubernetes, scenario.untilMs, events))).toMatchObject([
    {
      pod: "p",
      phase: "Running",
      ready: [{ fromMs: 10_631, toMs: 32_631 }, { fromMs: 60_005 }],
      containers: [
        {
          container: "app",
          restarts: 1,
          ends: [{ n: 0, atMs: 32_005, exitCode: 0, killedBy: "liveness" }],
          isBackingOff: false,
        },
      ],
    },
  ]);
});

test("as JSON lines, the header comes first, the summary last, and what is between hashes to the trace hash", () => {
  const { kubernetes, scenario, events } = recorded.find(({ id }) => id === "P50") as Recorded;
  const trace = traceOf(kubernetes, scenario.untilMs, events);
  const lines = [...traceLines(trace, { pods: summarizeRun(scenario, trace) })];
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ type: "version", schema: "probewise/1", kubernetes });
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "summary", pods: [{ pod: "p" }] });
  expect(lines).toHaveLength(events.length + 2);
  expect(createHash("sha256").update(lines.slice(1, -1).join("")).digest("hex")).toBe(traceHash(trace));
});

test("a service with several slices: an endpoint that is in one of them is in", () => {
  const { kubernetes, scenario, events } = recorded.find(({ id }) => id === "P31") as Recorded;
  const slice = (t: number, name: string, pods: Record<string, string>): TraceEvent => ({
    t,
    step: 0,
    kind: "slice",
    svc: "web",
    name,
    pods,
  });
  const slices = [
    slice(100, "web-1", { p: "rs", q: "rs" }),
    slice(200, "web-2", { r: "rs" }),
    slice(300, "web-1", { q: "rs" }),
    slice(400, "web-2", { p: "rs", r: "rs" }),
    slice(500, "web-2", { p: "", r: "rs" }),
  ];
  const [summary] = summarizeRun(
    scenario,
    traceOf(kubernetes, scenario.untilMs, [...events.map((event) => ({ ...event, pod: "p" })), ...slices]),
  );
  expect(summary?.endpoints).toEqual({
    web: [
      { fromMs: 100, toMs: 300 },
      { fromMs: 400, toMs: 500 },
    ],
  });
});

test("pods of one fate are drawn once, even at other times", () => {
  const { kubernetes, scenario, events } = recorded.find(({ id }) => id === "P31") as Recorded;
  const later = events.map((event) => ({ ...event, t: event.t + 1000, pod: "b" }));
  const pods = ["a", "b"].map((name) => ({ pod: { ...scenario.pod, metadata: { name } } }));
  const both = { pods, untilMs: scenario.untilMs } as unknown as Scenario;
  const text = reportRun(
    both,
    traceOf(kubernetes, scenario.untilMs, [...events.map((event) => ({ ...event, pod: "a" })), ...later]),
    { columns: 100, color: false },
  );
  expect(text).toContain("1 more pod alike, at other times: b");
});
