import { expect, test } from "vitest";
import { activatorPassMs } from "./activator.ts";

/** queue-proxy's fast check of a port that opens at this time: every 50 ms, for 10 s. */
const opensAt = (openMs: number) => (atMs: number) => {
  const passMs = atMs + Math.max(0, Math.ceil((openMs - atMs) / 50)) * 50;
  return passMs - atMs <= 10_000 ? { passed: true, endsAtMs: passMs } : { passed: false, endsAtMs: atMs + 10_000 };
};

test("G-10: whenever it hears of the pod, it may use it by 3.25 s, 50 ms after the app listens at the latest", () => {
  for (let fromMs = 0; fromMs < 1000; fromMs += 13) {
    const passMs = activatorPassMs(fromMs, 60_000, [2, 1002, 11_002], opensAt(3000));
    expect(passMs).toBeGreaterThanOrEqual(3000);
    expect(passMs).toBeLessThanOrEqual(3050);
  }
});

test("an answer that takes 300 ms never convinces it", () => {
  const slow = (ms: number) => (atMs: number) => ({ passed: true, endsAtMs: atMs + ms });
  expect(activatorPassMs(0, 60_000, [], slow(299))).toBe(299);
  expect(activatorPassMs(0, 60_000, [], slow(300))).toBe(undefined);
});

test("it joins the check that the kubelet has begun, and fails with it", () => {
  const begun: number[] = [];
  const begin = (atMs: number) => {
    begun.push(atMs);
    return { passed: atMs >= 1000, endsAtMs: atMs + 250 };
  };
  expect(activatorPassMs(100, 60_000, [0], begin)).toBe(1300);
  expect(begun).toEqual([0, 300, 550, 800, 1050]);
});
