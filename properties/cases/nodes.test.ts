import { describe, expect, test } from "vitest";
import type { Scenario } from "../../src/model/scenario.ts";
import type { Trace } from "../../src/model/trace.ts";
import { simulate } from "../../src/simulate.ts";

// Lifecycle spec §8 and §11 G6, G7: no node lifecycle controller was recorded; it follows its source.

/** The kubelet's age is whole tens of seconds: its node's lease is renewed at 600 s, and no more. */
const DIES_MS = 600_001;

function lostNode(forMs: number, changes: Partial<Scenario> = {}, tolerations?: object[]): Trace {
  const spec = {
    containers: [{ name: "app", readinessProbe: { httpGet: { path: "/ready", port: 8080 } } }],
    ...(tolerations === undefined ? {} : { tolerations }),
  };
  return simulate({
    kubernetes: "1.36",
    nodes: [{ name: "a" }, { name: "b" }],
    pods: [
      { pod: { metadata: { name: "lost", labels: { app: "web" } }, spec }, node: "a" },
      { pod: { metadata: { name: "kept", labels: { app: "web" } }, spec }, node: "b" },
    ],
    services: [{ metadata: { name: "web" }, spec: { selector: { app: "web" }, ports: [{ port: 80 }] } }],
    actions: [{ atMs: DIES_MS, do: "disconnectNode", node: "a", forMs }],
    untilMs: DIES_MS + 400_000,
    ...changes,
  });
}

/** Letters of the lost pod's endpoint from the fault on, with times since the last renewal in ms. */
function lettersOf({ events }: Trace): string[] {
  return events.flatMap((event) =>
    event.kind === "slice" && event.t > DIES_MS ? [`${event.t - DIES_MS + 1} ${event.pods["lost"] ?? "gone"}`] : [],
  );
}

describe("lifecycle specification, G: nodes", () => {
  test("G6 a node that nothing is heard of is lost after 55 s, and its pods are deleted 300 s later", () => {
    const trace = lostNode(1_000_000);
    expect(lettersOf(trace)).toEqual(["55000 ", "355000 t"]);
    const said = trace.events.flatMap((event) =>
      event.kind === "event" && event.from ? [[event.t, event.reason]] : [],
    );
    expect(said).toEqual([
      [DIES_MS + 54_999, "NodeNotReady"],
      [DIES_MS + 354_999, "TaintManagerEviction"],
    ]);
  });

  test("before 1.32 a node is lost ten seconds sooner", () => {
    expect(lettersOf(lostNode(1_000_000, { kubernetes: "1.31" }))[0]).toBe("45000 ");
  });

  test("a pod may tolerate it for longer, or not for so long", () => {
    const key = "node.kubernetes.io/unreachable";
    const toleration = { key, operator: "Exists", effect: "NoExecute" };
    const short = lostNode(1_000_000, {}, [{ ...toleration, tolerationSeconds: 30 }]);
    expect(lettersOf(short)).toEqual(["55000 ", "85000 t"]);
    expect(lettersOf(lostNode(1_000_000, {}, [toleration]))).toEqual(["55000 "]);
  });

  test("where all nodes are lost nobody is evicted: the fault may be the controller's own", () => {
    const trace = lostNode(1_000_000, { actions: [{ atMs: DIES_MS, do: "disconnectNode", forMs: 1_000_000 }] });
    expect(lettersOf(trace)).toEqual(["55000 "]);
  });

  test("G7 when the network is back the kubelet says ready again within 10 s, without asking the app", () => {
    const trace = lostNode(200_000);
    const [out, back, ...more] = lettersOf(trace);
    expect([out, more]).toEqual(["55000 ", []]);
    const [t, letters] = (back ?? "").split(" ");
    expect(letters).toBe("rs");
    expect(Number(t)).toBeGreaterThanOrEqual(200_000);
    expect(Number(t)).toBeLessThanOrEqual(210_000);
  });

  test("a node that is back in time was never lost", () => {
    expect(lettersOf(lostNode(44_000))).toEqual([]);
  });
});
