import { afterEach, expect, test } from "vitest";
import type { OrchestratorFailure } from "../../model/orchestrator.ts";
import { OrchestratorError } from "../../model/orchestrator.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { OpenOrchestrator } from "./openOrchestrator.ts";
import { openOrchestrator } from "./openOrchestrator.ts";

// Goal: whatever a program does, each question is settled, and the program is gone afterwards. Method: one program that is
// broken in as many ways; time-outs are short where it never answers, and long where it does.

const PROGRAM = `${import.meta.dirname}/testdata/program.mjs`;
const NEVER_MS = 1_500;
const AMPLE_MS = 60_000;
const SCENARIO: Scenario = { id: "a", pod: { spec: { containers: [{ name: "c" }] } }, untilMs: 10 };

const opened: OpenOrchestrator[] = [];

afterEach(async () => {
  for (const orchestrator of opened.splice(0)) await orchestrator.close();
});

function open(args: readonly string[], timeoutMs = AMPLE_MS, program = process.execPath, renewAfter?: number) {
  const command = { program, args, cwd: ".", timeoutMs };
  const orchestrator = openOrchestrator("theirs", command, renewAfter);
  opened.push(orchestrator);
  return orchestrator;
}

/** `trace`, or how it failed and what is said of it. */
async function outcome({ run }: OpenOrchestrator): Promise<string> {
  try {
    const { events } = await run(SCENARIO);
    return `trace of ${events.length}`;
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return `${error.failure}: ${error.message}`;
  }
}

test("a program is asked one scenario after the other", async () => {
  const theirs = open([PROGRAM]);
  expect(await theirs.run(SCENARIO)).toMatchObject({ header: { tool: "theirs", untilMs: 10 }, events: [] });
  expect(await outcome(theirs)).toBe("trace of 0");
});

test.each<[string, OrchestratorFailure, RegExp, number?]>([
  ["ends at once", "crashed", /^it ended with exit code 3 before it answered$/],
  ["dies of a signal", "crashed", /^it ended by SIGKILL before it answered$/],
  ["throws", "crashed", /; it said: Error: a fault of its own$/],
  ["hangs", "timedOut", /^no answer within 1500 ms$/, NEVER_MS],
  ["closes its output and stays", "timedOut", /^no answer within 1500 ms$/, NEVER_MS],
  ["prints a log line", "malformed", /^it answered a line that is no JSON: "starting …"$/],
  ["prints without end", "malformed", /^its line is longer than 67108864 characters$/],
  ["prints lines without end", "malformed", /^it answered a line that is no JSON: "x"$/],
  ["answers another question", "malformed", /^it answered "another" when it was asked "1 a"$/],
  ["answers a list", "malformed", /^it answered a line that is no JSON object: "\[\]"$/],
  ["answers nothing", "malformed", /^the answer has neither events nor unsupported nor error$/],
  ["leaves its line open", "crashed", /^it ended with exit code 0 before it answered$/],
  ["lies about time", "impossibleTime", /^events\[1\] \(patch\): time runs backwards, from 5 ms to 4 ms$/],
  ["cannot", "refused", /^out of order$/],
  ["does not know", "unsupported", /^pods$/],
  ["leaves a child that holds its output", "crashed", /^it ended with exit code 4 before it answered$/],
])("one that %s: %s", async (way, failure, message, timeoutMs = AMPLE_MS) => {
  const said = await outcome(open([PROGRAM, way], timeoutMs));
  expect(said).toMatch(new RegExp(`^${failure}: `));
  expect(said.slice(failure.length + 2)).toMatch(message);
});

test("one that is not there cannot be started", async () => {
  expect(await outcome(open([], AMPLE_MS, "no-such-program"))).toMatch(/^notStarted: it cannot be started: .*ENOENT/);
});

test("one that does not want to end is ended", async () => {
  const theirs = open([PROGRAM, "does not want to end"]);
  expect(await outcome(theirs)).toBe("trace of 0");
  await theirs.close();
});

test("after a crash it is started anew; after three failures in a row it is not asked any more", async () => {
  const now = open([PROGRAM, "crashes each second time"]);
  const said: string[] = [];
  for (let question = 1; question <= 6; question++) said.push((await outcome(now)).replace(/:.*/, ""));
  expect(said).toEqual(["crashed", "trace of 0", "crashed", "trace of 0", "crashed", "trace of 0"]);
  const never = open([PROGRAM, "ends at once"]);
  for (let question = 1; question <= 3; question++) expect(await outcome(never)).toMatch(/^crashed/);
  expect(await outcome(never)).toBe("notAsked: it had failed 3 times and was not asked any more");
});

test("one that says what it does not know is asked on", async () => {
  const theirs = open([PROGRAM, "does not know"]);
  for (let question = 1; question <= 12; question++) expect(await outcome(theirs)).toBe("unsupported: pods");
});

test("one that grows is started anew after so many scenarios", async () => {
  const theirs = open([PROGRAM], AMPLE_MS, process.execPath, 2);
  for (let question = 1; question <= 5; question++) expect(await outcome(theirs)).toBe("trace of 0");
});
