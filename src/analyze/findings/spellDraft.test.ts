import { expect, test } from "vitest";
import { exampleFindings } from "./exampleFindings.ts";

const MODULE = `dialect: foundry
module: claim-scorer
containers:
  - name: scorer
    liveness: { http: { path: /alive, port: 9000 } }
assumptions: { periodSeconds: 30, failureThreshold: 1 }
`;

test("the fix of a general rule is written into a compute module as its file has it", () => {
  const finding = exampleFindings({ manifest: MODULE }).find(({ ruleId }) => ruleId === "hair-trigger-liveness");
  expect(finding).toMatchObject({
    path: "assumptions.failureThreshold",
    line: 6,
    fix: { edits: [{ path: "assumptions.failureThreshold", value: 3 }], isProven: true },
  });
});

test("a rule of a platform silences the general one about the same probe", () => {
  const check = { tcp_socket: { port: 8000 }, initial_delay_seconds: 60 };
  const service = { metadata: { name: "a" }, containers: [{ port: 8000, liveness_check: check, health_check: check }] };
  const ids = exampleFindings({ file: "service.json", manifest: JSON.stringify(service) }).map(({ ruleId }) => ruleId);
  expect(ids).toContain("eas-liveness-failure-threshold-one");
  expect(ids).not.toContain("hair-trigger-liveness");
});
