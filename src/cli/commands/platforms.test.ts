import { expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

async function cli(args: readonly string[], stdin: string) {
  const { environment, stdout, stderr } = createTestEnvironment({ stdin });
  const exitCode = await runCli(args, environment, "1.2.3");
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

const CHECK = { http_get: { port: 8000 }, initial_delay_seconds: 3, period_seconds: 3, failure_threshold: 4 };
const service = (name: string, check = {}): string =>
  JSON.stringify({ metadata: { name }, containers: [{ port: 8000, liveness_check: { ...CHECK, ...check } }] });
const MODULE = "dialect: foundry\nmodule: scorer\ncontainers: [{ name: app }]\n";

test("run names what the pod is of, and carries what is assumed into the trace", async () => {
  const { exitCode, stdout, stderr } = await cli(
    ["run", "-", "--fail", "error=500@0s", "--until", "20s"],
    service("a"),
  );
  expect(exitCode).toBe(0);
  expect(stderr).toContain("note: this is the pod that EAS service a gets\n");
  expect(stdout).toMatch(/ends\s+at\s+12\.002s/);
  expect(stdout).toContain("assumed: EAS' engine");
  // What goes wrong with the app goes wrong with nobody else.
  expect(stdout.match(/▒▒/g)).not.toBeNull();
  expect(stdout).not.toMatch(/eas-engine\n {2}app/);
  const json = await cli(["run", "-", "--json"], MODULE);
  const [header = ""] = json.stdout.split("\n");
  expect(JSON.parse(header)).toMatchObject({
    assumptions: expect.arrayContaining([expect.stringContaining("Foundry publishes no timing")]) as string[],
  });
});

test("the thresholds of EAS can be read the other way round", async () => {
  const args = ["run", "-", "--fail", "error=500@0s", "--until", "20s", "--eas-threshold-reading", "swapped"];
  const { stdout } = await cli(args, service("a", { success_threshold: 2 }));
  expect(stdout).toMatch(/ends\s+at\s+6\.002s/);
});

test("the defaults of EAS' console are another delay", async () => {
  const check = { initial_delay_seconds: undefined, failure_threshold: 1 };
  const args = ["run", "-", "--starts", "1h", "--until", "40s"];
  expect((await cli(args, service("a", check))).stdout).toContain("first end at 3.00");
  const fromConsole = await cli([...args, "--eas-defaults", "console"], service("a", check));
  expect(fromConsole.stdout).toContain("first end at 15.00");
});

test("assumptions of a compute module can be given by flags", async () => {
  const module = `${MODULE.replace("name: app", "name: app, liveness: { http: { port: 9000 } }")}assumptions: { periodSeconds: 5 }\n`;
  const args = ["run", "-", "--starts", "1h", "--until", "1m", "--assumptions", "failureThreshold=1"];
  expect((await cli(args, module)).stdout).toContain("first end at 5.00");
});

test("a workload is chosen by the platform's name for it", async () => {
  const both = `${service("one")}\n---\n${service("two_b")}\n---\n${MODULE}`;
  for (const wanted of ["two_b", "two-b", "eas/two_b", "deployment/two-b"]) {
    const { exitCode, stdout } = await cli(["run", "-", "--workload", wanted, "--until", "1m"], both);
    expect({ wanted, exitCode }).toEqual({ wanted, exitCode: 0 });
    expect(stdout).toContain("deployment/two-b");
  }
  expect(await cli(["run", "-", "--workload", "foundry/two_b"], both)).toMatchObject({ exitCode: 2 });
  expect((await cli(["run", "-"], both)).stderr).toContain("deployment/one, deployment/two-b, deployment/scorer");
});

test("check --json tells whose a workload is, and what is assumed of it", async () => {
  const { stdout } = await cli(["check", "-", "--json"], MODULE);
  expect(JSON.parse(stdout)).toMatchObject({
    files: [
      {
        objects: [
          {
            workloads: [
              {
                kind: "Deployment",
                platform: {
                  dialect: "foundry",
                  kind: "compute module",
                  name: "scorer",
                  assumptions: [{}, {}, {}].map(() => expect.any(String) as string),
                },
              },
            ],
          },
        ],
      },
    ],
  });
});
