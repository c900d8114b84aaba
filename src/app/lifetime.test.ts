import { expect, test } from "vitest";
import type { ContainerBehaviour, InstanceBehaviour } from "../model/scenario.ts";
import type { AppLife } from "./appLife.ts";
import { exitOf, onTermOf } from "./lifetime.ts";

const lifeOf = (
  instance: InstanceBehaviour,
  container: Omit<ContainerBehaviour, "instances"> = {},
  startedAtMs = 0,
): AppLife => ({ instance, container, startedAtMs, horizonMs: 600_000 });

test("the process ends at the first of its ends", () => {
  expect(exitOf(lifeOf({}))).toBeUndefined();
  expect(exitOf(lifeOf({ exit: { afterMs: 5, code: 0 } }))).toEqual({ afterMs: 5, code: 0 });
  expect(
    exitOf(
      lifeOf({
        app: [
          { fromMs: 7, state: "hang" },
          { fromMs: 9, state: "exit" },
        ],
      }),
    ),
  ).toEqual({ afterMs: 9, code: 1 });
  expect(exitOf(lifeOf({ exit: { afterMs: 10, code: 0 }, app: [{ fromMs: 9, state: "exit", exitCode: 3 }] }))).toEqual({
    afterMs: 9,
    code: 3,
  });
});

test("the stop signal ends a process at once, unless it says otherwise", () => {
  expect(onTermOf(lifeOf({}), 0)).toEqual({ afterMs: 0, code: 143 });
  expect(onTermOf(lifeOf({ onTerm: { afterMs: 8, code: 0 } }), 0)).toEqual({ afterMs: 8, code: 0 });
  expect(onTermOf(lifeOf({ onTerm: "ignore" }), 0)).toBeUndefined();
});

test("a crash and a kill for memory have their own exit codes", () => {
  expect(exitOf(lifeOf({ app: [{ fromMs: 3, state: "crash" }] }))).toEqual({ afterMs: 3, code: 139 });
  expect(exitOf(lifeOf({ app: [{ fromMs: 3, state: "oom" }] }))).toEqual({ afterMs: 3, code: 137, oom: true });
});

test("an end on the clock meets who runs then; with toMs also who starts before it", () => {
  const once = { clock: [{ fromMs: 100, state: "exit" }] } as const;
  const during = { clock: [{ fromMs: 100, toMs: 200, state: "oom" }] } as const;
  const ends = (container: Omit<ContainerBehaviour, "instances">) =>
    [40, 100, 101, 199, 200].map((startedAtMs) => exitOf(lifeOf({}, container, startedAtMs))?.afterMs);
  expect(ends(once)).toEqual([60, 0, undefined, undefined, undefined]);
  expect(ends(during)).toEqual([60, 0, 0, 0, undefined]);
});

test("a starved process takes longer to go", () => {
  const instance: InstanceBehaviour = { onTerm: { afterMs: 8, code: 0 } };
  const container = { clock: [{ fromMs: 100, toMs: 200, state: "starve", factor: 5 }] } as const;
  expect([50, 150].map((sinceMs) => onTermOf(lifeOf(instance, container, 10), sinceMs)?.afterMs)).toEqual([8, 40]);
});
