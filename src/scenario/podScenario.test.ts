import { expect, test } from "vitest";
import { checkProperties } from "../properties/checkProperties.ts";
import { simulate } from "../simulate.ts";
import type { Pod } from "../model/pod.ts";
import { parseFailure, parseStart } from "./failureText.ts";
import { DEFAULT_UNTIL_MS, INIT_CONTAINER_MS, scenarioOfPod } from "./podScenario.ts";

test.each([
  ["hang@5m+30s", { value: { state: "hang", fromMs: 300_000, toMs: 330_000 } }],
  ["refuse@0", { value: { state: "refuse", fromMs: 0 } }],
  ["web:exit@10s", { container: "web", value: { state: "exit", fromMs: 10_000 } }],
  ["web:exit=137@10s", { container: "web", value: { state: "exit", fromMs: 10_000, exitCode: 137 } }],
  ["blackhole@1m", { value: { state: "blackhole", fromMs: 60_000 } }],
  ["error@1m", { value: { state: "error", fromMs: 60_000 } }],
  ["error=500@1m", { value: { state: "error", statusCode: 500, fromMs: 60_000 } }],
  ["web:error=stalled-body@1m", { container: "web", value: { state: "error", as: "stalled-body", fromMs: 60_000 } }],
  ["flap=5s/20s@1m", { value: { state: "flap", failingMs: 5000, okMs: 20_000, fromMs: 60_000 } }],
  ["warm-up=5s/20s@0", { value: { state: "warm-up", okMs: 5000, failingMs: 20_000, fromMs: 0 } }],
  ["starve=10@1m+1m", { value: { state: "starve", factor: 10, fromMs: 60_000, toMs: 120_000 } }],
  ["oom@1m", { value: { state: "oom", fromMs: 60_000 } }],
  ["crash=2@1m", { value: { state: "crash", exitCode: 2, fromMs: 60_000 } }],
  ["slow=3s@2m+1m", { value: { state: "slow", ms: 3000, fromMs: 120_000, toMs: 180_000 } }],
])("%s", (text, parsed) => {
  expect(parseFailure(text)).toEqual({ parsed });
});

test.each([
  ["hang", "is no failure", "hang@5m+30s"],
  ["hnag@5m", 'unknown state "hnag"', "did you mean hang?"],
  ["hang@5", "5 has no unit", "did you mean 5s?"],
  ["hang@5m+30", "30 has no unit", "did you mean 30s?"],
  ["hang@5m+0s", "lasts no time", "leave the duration away"],
  ["slow@2m", "does not say how slow", "slow=3s@2m"],
  ["hang=3s@2m", "hang takes no detail", "hang@"],
  ["exit=256@2m", "no exit code", "0 to 255"],
  ["exit@2m+5s", "an exit has no duration", "restart policy"],
  ["oom@2m+5s", "oom has no duration", "restart policy"],
  ["error=stalled-bdy@2m", "neither an HTTP status nor a fault", "did you mean stalled-body?"],
  ["error=999@2m", "neither an HTTP status nor a fault", "faults are unwell"],
  ["starve@2m", "does not say how starved", "starve=10@2m"],
  ["flap=5s@2m", "does not say how long it is well", "flap=5s/20s@2m"],
  ["flap=5s/0s@2m", "lasts no time", "longer than 0"],
  ["warm-up=5s/20@2m", "20 has no unit", "did you mean 20s?"],
])("%s is refused", (text, problem, help) => {
  expect(parseFailure(text)).toEqual({
    problem: expect.stringContaining(problem),
    help: expect.stringContaining(help),
  });
});

test("a start is a duration, of all containers or of one", () => {
  expect(parseStart("42s")).toEqual({ parsed: { value: 42_000 } });
  expect(parseStart("web:1m")).toEqual({ parsed: { container: "web", value: 60_000 } });
  expect(parseStart("web:42")).toMatchObject({ help: "did you mean 42s?" });
});

const pod: Pod = {
  metadata: { name: "web", labels: { app: "web", tier: "front" } },
  spec: {
    initContainers: [{ name: "migrate" }, { name: "proxy", restartPolicy: "Always" }],
    containers: [{ name: "app" }, { name: "log" }],
  },
};

test("what is not named concerns the app containers; init containers end, restarts mend", () => {
  const made = scenarioOfPod(pod, [], {
    starts: [{ value: 42_000 }, { container: "log", value: 1000 }],
    failures: [
      { value: { state: "hang", fromMs: 300_000 } },
      { container: "proxy", value: { state: "refuse", fromMs: 5, toMs: 6 } },
    ],
  });
  expect(made).toEqual({
    scenario: {
      pod,
      containers: {
        migrate: { instances: [{ exit: { afterMs: INIT_CONTAINER_MS, code: 0 } }] },
        proxy: { instances: [{ app: [{ state: "refuse", fromMs: 5, toMs: 6 }] }, {}] },
        app: { instances: [{ startsMs: 42_000, app: [{ state: "hang", fromMs: 300_000 }] }, { startsMs: 42_000 }] },
        log: { instances: [{ startsMs: 1000, app: [{ state: "hang", fromMs: 300_000 }] }, { startsMs: 1000 }] },
      },
      services: [{ metadata: { name: "any" }, spec: { selector: { app: "web", tier: "front" } } }],
      untilMs: DEFAULT_UNTIL_MS,
    },
  });
});

test("services that select the pod come along, others do not", () => {
  const services = [{ app: "web" }, { app: "other" }, {}].map((selector, index) => ({
    metadata: { name: `s${index}` },
    spec: { selector },
  }));
  const made = scenarioOfPod(pod, services, { untilMs: 5, kubernetes: "1.30", kubeletUpMs: 7 });
  expect(made).toMatchObject({ scenario: { services: [services[0]], untilMs: 5, kubernetes: "1.30", kubeletUpMs: 7 } });
});

test("the run goes on after the last thing that the story names", () => {
  const made = scenarioOfPod(pod, [], { failures: [{ value: { state: "hang", fromMs: 3_600_000, toMs: 3_660_000 } }] });
  expect(made).toMatchObject({ scenario: { untilMs: 3_660_000 + DEFAULT_UNTIL_MS } });
});

test("a container that does not exist and failures that overlap are refused", () => {
  expect(scenarioOfPod(pod, [], { starts: [{ container: "apq", value: 5 }] })).toEqual({
    problem: 'there is no container "apq"',
    help: "did you mean app?",
  });
  const failures = [
    { value: { state: "hang" as const, fromMs: 5, toMs: 10 } },
    { value: { state: "refuse" as const, fromMs: 9 } },
  ];
  expect(scenarioOfPod(pod, [], { failures })).toMatchObject({
    problem: 'container "app": refuse begins before hang is over',
  });
});

test("an app that would flap more often than anybody looks is refused", () => {
  const flap = { value: { state: "flap", fromMs: 0, okMs: 1, failingMs: 1 } } as const;
  expect(scenarioOfPod(pod, [], { failures: [flap], untilMs: 200_000 })).toHaveProperty("scenario");
  expect(scenarioOfPod(pod, [], { failures: [flap], untilMs: 200_001 })).toMatchObject({
    problem: "the app would flap more than 100000 times until 3m20.001s",
  });
});

test("the service that stands for one that no file shows is in the pod's namespace, and sees it get ready", () => {
  const metadata = { name: "web", namespace: "shop", labels: { app: "web" } };
  const made = scenarioOfPod({ metadata, spec: { containers: [{ name: "app" }] } }, [], { untilMs: 10_000 });
  if ("problem" in made) throw new Error(made.problem);
  expect(made.scenario.services).toMatchObject([{ metadata: { name: "any", namespace: "shop" } }]);
  const trace = simulate(made.scenario);
  expect(trace.events).toContainEqual(expect.objectContaining({ kind: "slice", svc: "any", pods: { web: "rs" } }));
  expect(checkProperties(made.scenario, trace).filter(({ result }) => result === "violated")).toEqual([]);
  // A service of another namespace selects nobody, and owes nobody an endpoint.
  const elsewhere = { ...made.scenario, services: [{ metadata: { name: "any" }, spec: { selector: { app: "web" } } }] };
  const violated = checkProperties(elsewhere, simulate(elsewhere)).filter(({ result }) => result === "violated");
  expect(violated).toEqual([]);
});
