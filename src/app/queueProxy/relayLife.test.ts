import { expect, test } from "vitest";
import { withRelayLife } from "./relayLife.ts";

const HEALTHY = { instances: [{}] };
const PROBE = '{"httpGet":{"port":8080}}';

test.each([
  ["ends without its variable", "kserve/agent:v0.17.0", [], true],
  [
    "ends with one that it cannot read",
    "kserve/agent:v0.17.0",
    [{ name: "SERVING_READINESS_PROBE", value: "{no" }],
    true,
  ],
  ["runs with an empty one", "kserve/agent:v0.17.0", [{ name: "SERVING_READINESS_PROBE", value: "" }], false],
  [
    "runs with a probe",
    "registry.example/kserve/agent@sha256:1",
    [{ name: "SERVING_READINESS_PROBE", value: PROBE }],
    false,
  ],
  ["is the agent of KServe", "example/agent:1", [], false],
])("KServe's agent %s", (_, image, env, ends) => {
  const { instances } = withRelayLife({ name: "agent", image, env }, HEALTHY);
  expect(instances[0]?.exit).toEqual(ends ? { afterMs: 0, code: 1 } : undefined);
});

test("what a scenario says of the agent counts more", () => {
  const said = { instances: [{ exit: { afterMs: 5, code: 3 } }] };
  expect(withRelayLife({ name: "agent", image: "kserve/agent" }, said)).toEqual(said);
});

test("a relay drains for 30 s before it ends, an agent that asks nobody too", () => {
  const env = [{ name: "SERVING_READINESS_PROBE", value: PROBE }];
  const empty = [{ name: "SERVING_READINESS_PROBE", value: "" }];
  const drains = { onTerm: { afterMs: 30_000, code: 0 } };
  expect(withRelayLife({ name: "queue-proxy", env }, HEALTHY).instances).toEqual([drains]);
  expect(withRelayLife({ name: "agent", image: "kserve/agent", env: empty }, HEALTHY).instances).toEqual([drains]);
  expect(withRelayLife({ name: "queue-proxy", env }, { instances: [{ onTerm: "ignore" }] }).instances).toEqual([
    { onTerm: "ignore" },
  ]);
  expect(withRelayLife({ name: "web" }, HEALTHY)).toBe(HEALTHY);
});
