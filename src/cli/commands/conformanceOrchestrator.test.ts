import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { PACKAGE_FOLDER } from "../packageFolder.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

const NODE = `"${process.execPath}"`;
const BROKEN = "src/cli/orchestrators/testdata/program.mjs";
const VECTORS = ["--vectors", join(PACKAGE_FOLDER, "properties/vectors/kubelet/1.37")];

async function conformance(...args: readonly string[]) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd: PACKAGE_FOLDER });
  const exitCode = await runCli(["conformance", ...VECTORS, ...args], environment, "1.2.3");
  return { exitCode, stdout: stdout(), lines: stdout().trimEnd().split("\n"), stderr: stderr() };
}

test("the example that ships is right about all that it knows", async () => {
  const { exitCode, lines } = await conformance("--orchestrator", `${NODE} properties/orchestrators/example/idle.mjs`);
  expect({ exitCode, last: lines.at(-1) }).toEqual({
    exitCode: 0,
    last: expect.stringMatching(/^total [1-9]\d*\/[1-9]/) as string,
  });
  expect(lines[1]).toMatch(/^not supported, by its own word: \d+ of \d+ scenarios$/);
});

test("a program that crashes has its verdict, and the exit code is 1", async () => {
  const { exitCode, lines } = await conformance("--orchestrator", `${NODE} ${BROKEN} "ends at once"`);
  expect(exitCode).toBe(1);
  expect(lines[0]).toMatch(/ gave a trace of 0 of \d+ scenarios$/);
  expect(lines[1]).toMatch(/^crashed: 3 of \d+ scenarios$/);
  expect(lines[2]).toMatch(/: it ended with exit code 3 before it answered$/);
  expect(lines).toContainEqual(expect.stringMatching(/^not asked any more: \d+ of \d+ scenarios$/));
});

test("one that hangs, too", async () => {
  const { exitCode, lines } = await conformance(
    ...["--timeout", "300ms", "--orchestrator", `${NODE} ${BROKEN} "hangs"`],
  );
  expect(exitCode).toBe(1);
  expect(lines[1]).toMatch(/^timed out: 3 of \d+ scenarios$/);
});

test("one that knows nothing is no success", async () => {
  const { exitCode, stderr } = await conformance("--orchestrator", `${NODE} ${BROKEN} "does not know"`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: "error: nothing was compared\n" });
});

test("the score as JSON", async () => {
  const { stdout } = await conformance("--json", "--orchestrator", `${NODE} ${BROKEN} "lies about time"`);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "probewise-score/1",
    verdict: "differs",
    answered: 0,
    failures: [{ failure: "impossibleTime", count: 3 }, { failure: "notAsked" }],
  });
});

test("an empty command is wrong use", async () => {
  const { exitCode, stderr } = await conformance("--orchestrator", " ");
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "error: --orchestrator  : it names no program\n" });
});
