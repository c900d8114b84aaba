import * as fc from "fast-check";
import { expect, test } from "vitest";
import { NEWEST_VERSION } from "../model/kubernetesVersion.ts";
import { originOfValue } from "../model/podValue.ts";
import { workloadsOf } from "./dialect.ts";
import { readManifest } from "./readManifest.ts";

/** Names that mean something to some reader, and some that mean something to JavaScript. */
const KEYS = fc.constantFrom(
  ...["metadata", "name", "instance", "containers", "image", "port", "env", "command", "script", "cloud", "computing"],
  ...["liveness_check", "health_check", "readiness_check", "startup_check", "http_get", "tcp_socket", "exec", "path"],
  ...["period_seconds", "failure_threshold", "success_threshold", "rolling_strategy", "max_surge", "value", "url"],
  ...["dialect", "module", "readiness", "liveness", "http", "header", "timeout", "assumptions", "periodSeconds"],
  ...["__proto__", "constructor", "toString", "", "a\nb"],
);

const { value: ANYTHING } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: "large" },
    fc.constantFrom(null, true, 0, 1, -1, 1.5, 8000, 8080, 70_000, 1e300, "", "8000", "foundry", "a b", "\u2028", []),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc
    .array(fc.tuple(KEYS, tie("value")), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries.map(([key, value]) => [key, value]))),
}));

const CHECK = { http_get: { path: "/", port: 8000 }, period_seconds: 5, failure_threshold: 3 };
const GOOD: Readonly<Record<"eas" | "foundry", unknown>> = {
  eas: {
    metadata: { name: "a", instance: 2, rolling_strategy: { max_surge: 1 } },
    containers: [
      { image: "x", port: 8000, env: [{ name: "A", value: "b" }], liveness_check: CHECK },
      { port: 8001, health_check: { exec: { command: ["true"] } }, startup_check: { tcp_socket: { port: 1 } } },
    ],
  },
  foundry: {
    module: "a",
    containers: [
      { name: "c", readiness: { exec: { command: ["true"], timeoutSeconds: 2 } } },
      { name: "d", liveness: { http: { path: "/", port: 9000, header: { name: "A", value: "b" } } } },
    ],
    assumptions: { periodSeconds: 5 },
  },
};

type Edit = readonly [place: number, key: string, value: unknown];

/** `value` with another one at one of its places, or with a key more. */
function edited(value: unknown, [place, key, wanted]: Edit): unknown {
  let at = -1;
  const walk = (part: unknown): unknown => {
    at++;
    if (at === place) return key === "" || typeof part !== "object" ? wanted : { ...part, [key]: wanted };
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value);
}

const EDITS = fc.array(fc.tuple(fc.nat(40), fc.oneof(KEYS, fc.constant("")), ANYTHING), { maxLength: 3 });

test.each(["eas", "foundry"] as const)(
  "whatever stands in a file of %s, it is read or refused in words that stand in the text",
  (dialect) => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(EDITS, (edits) => {
        const text = JSON.stringify(edits.reduce(edited, GOOD[dialect]), null, 1) ?? "";
        const { objects, diagnostics } = readManifest("f", text, { version: NEWEST_VERSION, dialect });
        const lines = text.split("\n");
        for (const diagnostic of [...diagnostics, ...objects.flatMap((one) => one.diagnostics)]) {
          expect(diagnostic.quotedLine).toBe(lines[diagnostic.line - 1]);
          expect(diagnostic.column).toBeLessThanOrEqual(diagnostic.quotedLine.length + 1);
        }
        for (const one of objects) {
          if (one.isAccepted) accepted++;
          else refused++;
          if (!one.isAccepted) expect(one.diagnostics).not.toEqual([]);
          for (const { pod, platform } of workloadsOf(one)) {
            expect(pod.spec.containers.length).toBeGreaterThan(0);
            const { from } = originOfValue(platform?.values ?? [], "spec.containers[0]");
            if (platform !== undefined) expect(from).toBe("containers[0]");
          }
        }
        expect(({} as { containers?: unknown }).containers).toBeUndefined();
      }),
      { seed: 7, numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(50);
    expect(accepted + refused).toBeGreaterThan(500);
  },
);
