import { expect, test } from "vitest";
import type { JsonObject } from "../model/json.ts";
import { withoutRepetitions } from "./withoutRepetitions.ts";

const created = (pod: number, node: number): JsonObject => ({ t: 0, kind: "podCreated", pod, node });
const status = (t: number, pod: number, rest: JsonObject): JsonObject => ({ t, kind: "status", pod, ...rest });
const started = (t: number, node: number): JsonObject => ({ t, kind: "action", do: "startKubelet", node });
const WEB: JsonObject = { containers: { web: { state: "running", ready: true } } };

test("what is said again of another node's pod is left out, what changed and what a new kubelet says is not", () => {
  const events = [
    created(1, 0),
    created(2, 1),
    status(1, 1, { phase: "Running", ...WEB }),
    status(1, 2, { phase: "Running", ...WEB }),
    started(2, 0),
    status(3, 1, { phase: "Running", ...WEB }),
    status(3, 2, { containers: { web: { ready: true, state: "running" } }, phase: "Running" }),
    status(4, 2, { containers: { web: { ready: false, state: "running" } } }),
    status(5, 2, WEB),
    status(6, 1, { ready: { status: "True" } }),
  ];
  expect(withoutRepetitions(events)).toEqual(events.filter((event) => event !== events[6]));
});
