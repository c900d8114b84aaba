import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Scenario } from "../../model/scenario.ts";
import { simulate } from "../../simulate.ts";
import { openRecording } from "./openRecording.ts";

const SCENARIO: Scenario = { id: "a", pod: { spec: { containers: [{ name: "c" }] } }, untilMs: 3000 };
const EVENTS = JSON.parse(JSON.stringify(simulate({ ...SCENARIO, kubernetes: "1.36" }).events)) as object[];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "probewise-recorded-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function recorded(...lines: readonly (object | string)[]) {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(join(folder, "a.jsonl"), `${text.join("\n")}\n`);
  return openRecording(`recorded:${folder}`, ".");
}

test("what was recorded is what becomes of the scenario in that release; nothing else is supported", async () => {
  const events = EVENTS.map((event, index) => ({ ...event, rev: index }));
  const { run } = await recorded("no JSON", { kubernetes: "1.36.3", scenario: SCENARIO, events });
  const asked = { ...SCENARIO, kubernetes: "1.36" };
  expect(await run(asked)).toMatchObject({ header: { kubernetes: "1.36.3" }, events: EVENTS });
  const others = [SCENARIO, { ...asked, untilMs: 3001 }, { ...asked, kubernetes: "1.37" }];
  for (const other of others) expect(() => run(other)).toThrow("it was not recorded");
});

test("a recorded trace that cannot be is told as one of a program is", async () => {
  const late = EVENTS.map((event) => ({ ...event, t: 9999 }));
  const { run } = await recorded({ kubernetes: "1.36.3", scenario: SCENARIO, events: late });
  expect(() => run({ ...SCENARIO, kubernetes: "1.36.3" })).toThrow("after the end of the run");
});

test("files that hold none are refused, and so are files that are not there", async () => {
  await expect(recorded({ id: "x", input: {}, expected: {} })).rejects.toThrow("it holds no recorded trace");
  await expect(openRecording(`recorded:${folder}/none.jsonl`, ".")).rejects.toThrow("there is no such file");
});
