import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { checkAll } from "../../src/app/queueProxy/queueProbe.ts";
import { queueProxyRelease } from "../../src/app/queueProxy/queueProxyRelease.ts";
import { proberVectors } from "../../src/conformance/proberVectors.ts";
import type { ProberEvent } from "../../src/conformance/proberScenario.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import { simulate } from "../../src/simulate.ts";
import type { Golden, GoldenTimes } from "./golden.ts";
import { GOLDEN, GOLDEN_WITHOUT_TIMES, idealScenario, kubeletScenario } from "./golden.ts";

// The golden vectors hold to the very times that they state, as the real probe workers of 1.36.3 do (`golden.jsonl`,
// `scripts/recordGolden.ts`). What a whole kubelet makes of the same stands beside it.

const ROOT = resolve(import.meta.dirname, "../..");
const RELEASE = parseKubernetesVersion("1.36.3");
const RECORDED = readFileSync(join(import.meta.dirname, "golden.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => ({ line, value: JSON.parse(line) as JsonObject & { readonly expect: readonly ProberEvent[] } }));

function recordingOf({ id }: Golden): (typeof RECORDED)[number] {
  const found = RECORDED.find(({ value }) => value["id"] === id);
  if (found === undefined) throw new Error(`${id} was not recorded`);
  return found;
}

function recordedTimes(golden: Golden, { expect: events }: { readonly expect: readonly ProberEvent[] }): GoldenTimes {
  const attempts = events.filter(({ k }) => k === "attempt").map(({ t }) => t);
  // A worker says Failure of readiness and Success of liveness before it has asked.
  const wanted =
    golden.probe === "liveness" ? ["Failure"] : golden.probe === "readiness" ? ["Success"] : ["Success", "Failure"];
  const result = events.find(({ k, v = "" }) => k === "result" && wanted.includes(v));
  return {
    attempts: attempts.slice(0, golden.ideal.attempts.length),
    verdict: result === undefined ? null : [result.v as "Success", result.t],
  };
}

/** What of the first instance a kubelet's trace shows. */
function kubeletTimes(golden: Golden): GoldenTimes {
  const { events } = simulate(kubeletScenario(golden));
  const { container: c, probe } = golden;
  const attempts = events.flatMap((event) =>
    event.kind === "probe" && event.c === c && event.probe === probe && event.n === 0 ? [event.t] : [],
  );
  const stop = events.find((event) => event.kind === "stop" && event.c === c);
  const field = probe === "startup" ? "started" : "ready";
  const pass = events.find((event) => event.kind === "status" && event.containers?.[c]?.[field] === true);
  const isKill = stop !== undefined && (pass === undefined || probe === "liveness" || stop.t < pass.t);
  const verdict = isKill ? (["Failure", stop.t] as const) : pass === undefined ? null : (["Success", pass.t] as const);
  return { attempts: attempts.slice(0, golden.kubelet.attempts.length), verdict };
}

describe.each(GOLDEN)("$id", (golden) => {
  const { line, value } = recordingOf(golden);

  test("the real workers keep the stated times", () => {
    expect(recordedTimes(golden, value)).toEqual(golden.ideal);
  });

  test("they were recorded with the numbers that the platform gives the probe, and ours do the same", () => {
    expect(value).toMatchObject(idealScenario(golden) as unknown as JsonObject);
    if (RELEASE === undefined) throw new Error("1.36.3 is a release");
    expect(proberVectors.compare({ id: golden.id, value, line }, RELEASE)).toEqual({ matched: true });
    const moved = { ...value, expect: value.expect.map((event) => ({ ...event, t: event.t + 1 })) };
    expect(proberVectors.compare({ id: golden.id, value: moved, line }, RELEASE).matched).toBe(false);
  });

  test("a whole kubelet has times of its own", () => {
    expect(kubeletTimes(golden)).toEqual(golden.kubelet);
  });
});

test("G-10: the inner check passes within 50 ms of the app's listening at 3 s, whenever it was begun before", () => {
  const release = queueProxyRelease({ minor: 22 });
  for (let beganMs = 0; beganMs <= 3000; beganMs += 7) {
    const ask = (_index: number, atMs: number) => (atMs < 3000 ? { error: "connection refused", ms: 0 } : { ms: 0 });
    const { passed, endsAtMs } = checkAll(
      [{ tcpSocket: { port: 9000 }, successThreshold: 1 }],
      beganMs,
      [],
      ask,
      release,
    );
    expect({ beganMs, passed, isInTime: endsAtMs >= 3000 && endsAtMs <= 3050 }).toEqual({
      beganMs,
      passed: true,
      isInTime: true,
    });
  }
});

test("G-1 to G-12 and G-16 are all there, and what covers those without times exists", () => {
  const ids = new Set([...GOLDEN, ...GOLDEN_WITHOUT_TIMES].map(({ id }) => id.split(",")[0]));
  expect([...ids].toSorted()).toEqual([1, 10, 11, 12, 16, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `G-${number}`));
  for (const { sims = [], test: name } of GOLDEN_WITHOUT_TIMES) {
    for (const sim of sims) expect(existsSync(join(ROOT, "sims", `${sim}.yaml`)), sim).toBe(true);
    const [file = "", title = ""] = name?.split(" > ") ?? [];
    if (name !== undefined) expect(readFileSync(join(ROOT, file), "utf8")).toContain(title);
    expect(sims.length + Number(name !== undefined)).toBeGreaterThan(0);
  }
});
