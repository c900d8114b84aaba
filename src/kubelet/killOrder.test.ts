import { expect, test } from "vitest";
import type { FirstKill, Scenario } from "../model/scenario.ts";
import { simulate } from "../simulate.ts";

const NAMES = ["a", "b", "c"];

/** Three containers whose liveness probes fail at once; each takes two seconds to stop. */
const SCENARIO: Scenario = {
  kubernetes: "1.36",
  pod: {
    metadata: { name: "web" },
    spec: {
      containers: NAMES.map((name) => ({
        name,
        livenessProbe: { exec: { command: ["check"] }, periodSeconds: 10, failureThreshold: 1 },
      })),
    },
  },
  containers: Object.fromEntries(
    NAMES.map((name) => [
      name,
      {
        instances: [{ probes: { liveness: [{ fromMs: 0, outcome: "fail" }] }, onTerm: { afterMs: 2000, code: 0 } }, {}],
      },
    ]),
  ),
  untilMs: 60_000,
};

function killsOf(firstKills: readonly FirstKill[]): readonly (readonly [number, string])[] {
  const { events } = simulate({ ...SCENARIO, firstKills });
  return events.flatMap((event) =>
    event.kind === "event" && event.reason === "Killing"
      ? [[event.t, /Container (.) failed liveness/.exec(event.message)?.[1] ?? ""] as const]
      : [],
  );
}

const [first] = killsOf([]);
const atMs = first?.[0] ?? 0;
const inOrder = (names: string): readonly (readonly [number, string])[] =>
  [...names].map((name, index) => [atMs + index * 2000, name] as const);

test("one sync kills one container after the other, in the order of the specification", () => {
  expect(killsOf([])).toEqual(inOrder("abc"));
});

test.each([
  ["b", "bca"],
  ["c", "cab"],
  ["a", "abc"],
])("it begins with %s if that is said", (container, order) => {
  expect(killsOf([{ atMs, container }])).toEqual(inOrder(order));
  expect(killsOf([{ atMs, pod: "web", container }])).toEqual(inOrder(order));
});

test("of another instant, or another pod, it says nothing", () => {
  expect(killsOf([{ atMs: atMs + 1, container: "b" }])).toEqual(inOrder("abc"));
  expect(killsOf([{ atMs, pod: "db", container: "b" }])).toEqual(inOrder("abc"));
});
