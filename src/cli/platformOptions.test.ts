import { expect, test } from "vitest";
import { PLATFORM_OPTIONS, platformContextOf } from "./platformOptions.ts";
import { parseOptions } from "./parseOptions.ts";
import { readScenario } from "../scenario/readScenario.ts";

const contextOf = (...words: readonly string[]) => platformContextOf(parseOptions(PLATFORM_OPTIONS, words, {}).options);

const ALL = [
  "--kserve-version=0.18",
  "--knative-version=1.22",
  "--knative-config=multi-container-probing=enabled",
  "--knative-config=a=b=c",
  "--eas-defaults=console",
  "--eas-threshold-reading=swapped",
  "--eas-image-command=python app.py",
  "--lenient",
  "--assumptions=periodSeconds=5",
  "--assumptions=failureThreshold=1",
];

test("flags and a scenario's context say the same by the same names", () => {
  const context = contextOf(...ALL);
  expect(context).toEqual({
    kserveVersion: "0.18",
    knativeVersion: "1.22",
    knativeConfig: { "multi-container-probing": "enabled", a: "b=c" },
    easDefaults: "console",
    easThresholdReading: "swapped",
    easImageCommand: "python app.py",
    lenient: true,
    assumptions: { periodSeconds: 5, failureThreshold: 1 },
  });
  const scenario = { context, pod: { metadata: { name: "p" }, spec: { containers: [{ name: "c" }] } }, untilMs: 1 };
  expect(readScenario(JSON.stringify(scenario))).toMatchObject({ scenario: { context } });
  expect(contextOf()).toEqual({});
});

test.each([
  ["--knative-config=enabled", "there is no value"],
  ["--assumptions=periodSecond=5", "there is no periodSecond"],
  ["--assumptions=periodSeconds=soon", '"soon" is no whole number'],
  ["--assumptions=periodSeconds=-1", '"-1" is no whole number'],
])("%s is refused", (word, message) => expect(() => contextOf(word)).toThrow(message));
