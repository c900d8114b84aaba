import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ContainerPort } from "../model/container.ts";
import type { PortReference, Probe } from "../model/probe.ts";
import { resolvePort } from "./address.ts";
import { attemptAt } from "./attemptSchedule.ts";

interface Expected {
  readonly result: string;
  readonly output: string;
  readonly error?: string;
}

interface BackendVector {
  readonly id: string;
  readonly input: Probe & {
    readonly podIP: string;
    readonly resolve?: PortReference;
    readonly ports?: readonly ContainerPort[];
  };
  readonly expected: Expected;
  readonly expectedIn37?: Expected;
}

/** Extracts of `conformance/backends` (http, tcp, grpc of 1.36; `expectedIn37` from tcp.v1.37). */
const vectors = readFileSync(new URL("testdata/clients.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as BackendVector);

const PORT = 4242;

/** Vectors write `{main}` where the port of the server stood. */
function withPort(text: string): string {
  return text.replaceAll("{main}", `${PORT}`);
}

test("ports are resolved, or refused with the same words", () => {
  let compared = 0;
  for (const [minor, patch] of [
    [36, 3],
    [37, 1],
  ] as const) {
    for (const vector of vectors) {
      const { resolve, ports } = vector.input;
      if (resolve === undefined) continue;
      const expected = (minor === 37 ? vector.expectedIn37 : undefined) ?? vector.expected;
      const found = resolvePort(resolve, { ports: ports ?? [] }, { minor, patch });
      expect([vector.id, "port" in found ? `resolved port ${found.port}` : found.error]).toEqual([
        vector.id,
        expected.error ?? expected.output,
      ]);
      compared++;
    }
  }
  expect(compared).toBe(40);
});

test.each([
  ["http/closed-port", "refuse"],
  ["http/closed-port-https", "refuse"],
  ["http/ipv6/closed", "refuse"],
  ["http/slow/headers-1400", "hang"],
  ["http/slow/headers-3000", "hang"],
  ["tcp/closed", "refuse"],
  ["tcp/ipv6-closed", "refuse"],
  ["tcp/silent", "hang"],
  ["tcp/open", "healthy"],
  ["grpc/closed-1s", "refuse"],
  ["grpc/closed-3s", "refuse"],
  ["grpc/silent", "hang"],
  ["grpc/slow/1500", "slow"],
] as const)("%s is what an app in state %s gives", (id, state) => {
  const vector = vectors.find((candidate) => candidate.id === id) as BackendVector;
  const { input, expected } = JSON.parse(
    withPort(JSON.stringify(vector).replaceAll('"{main}"', `${PORT}`)),
  ) as BackendVector;
  const attempt = attemptAt(
    { instance: { app: [{ fromMs: 0, state, ...(state === "slow" ? { ms: 1500 } : {}) }] }, horizonMs: 1000 },
    input,
    "readiness",
    0,
    {
      container: {},
      podIp: input.podIP,
      version: { minor: 36, patch: 3 },
    },
  );
  expect([attempt.outcome === "ok" ? "success" : "failure", attempt.output]).toEqual([
    expected.result,
    expected.output,
  ]);
});
