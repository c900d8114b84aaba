import { describe, expect, test } from "vitest";
import type { Scenario } from "../../model/scenario.ts";
import { simulate } from "../../simulate.ts";
import type { PropertyId } from "../../model/propertyIds.ts";
import { runMatchers } from "./vitest.ts";

const probe = { exec: { command: ["probe", "readiness"] }, periodSeconds: 10 };
const crashing: Scenario = {
  pod: { spec: { containers: [{ name: "app", readinessProbe: probe }] } },
  containers: { app: { instances: [{ exit: { afterMs: 20_000, code: 1 } }] } },
  untilMs: 60_000,
};

describe("matchers of runs", () => {
  test("what comes out is satisfied, by a scenario and by its trace", () => {
    expect(crashing).toSatisfyExpectations({ restarts: { atLeast: 2, atMost: 2 } });
    expect({ scenario: crashing, trace: simulate(crashing) }).toSatisfyExpectations({
      restarts: { atLeast: 2, atMost: 2 },
    });
    expect(crashing).toRestartBetween(1, 3);
    expect(crashing).toRestartBetween(2, 2, { container: "app" });
    expect(crashing).toBeReadyBy("2s");
    expect(crashing).toHoldProperties();
  });

  test("what does not is told, with its steps", () => {
    expect(() => expect(crashing).toRestartBetween(5, 6)).toThrow(/restarts: expected 5\.\.6, came 2/);
    expect(() => expect(crashing).toBeReadyBy(1)).toThrow(/readyBy/);
    expect(crashing).not.toRestartBetween(0, 1);
  });

  test("a broken trace breaks properties, by name", () => {
    const trace = simulate(crashing);
    const events = trace.events.filter((event) => event.kind !== "event" || event.reason !== "Started");
    const broken = { scenario: crashing, trace: { ...trace, events } };
    expect(broken).not.toHoldProperties();
    expect(broken).not.toHoldProperties(["a-start-is-told-at-once"]);
    expect(broken).toHoldProperties(["restart-policy-is-kept"]);
    const misspelt = "restart-policy-is-kpt" as PropertyId;
    const told = "there is no property restart-policy-is-kpt; did you mean restart-policy-is-kept?";
    expect(() => expect(broken).toHoldProperties([misspelt])).toThrow(told);
    expect(() => expect(broken).toSatisfyExpectations({ holds: [misspelt] })).toThrow(told);
  });

  test("properties can be expected beside anything else, and then must have been put to the test", () => {
    expect(crashing).toSatisfyExpectations({ restarts: { atLeast: 2 }, holds: ["restart-policy-is-kept"] });
    expect(crashing).toHoldProperties(["startup-gates-others"]);
    expect(() => expect(crashing).toSatisfyExpectations({ holds: ["startup-gates-others"] })).toThrow(
      /holds\.0: expected startup-gates-others, came not put to the test/,
    );
  });

  test("what is no run is refused by all of them", () => {
    expect(Object.keys(runMatchers)).toHaveLength(4);
    expect(() => expect(3).toSatisfyExpectations({})).toThrow("expected a scenario");
    expect(() => expect(3).toRestartBetween(0, 1)).toThrow("expected a scenario");
    expect(() => expect(3).toBeReadyBy("1s")).toThrow("expected a scenario");
    expect(() => expect(3).toHoldProperties()).toThrow("expected a scenario");
  });
});
