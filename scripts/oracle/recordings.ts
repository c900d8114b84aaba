import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { JsonObject } from "../../src/model/json.ts";
import type { Draw, SeedRange } from "./draw.ts";

/** One scenario as the real code ran it. */
export interface Recording {
  readonly seed: number;
  /** A vector of its family, recorded once: scenario and trace. */
  readonly vector: JsonObject;
  /** The real code gave no trace: why. */
  readonly error?: string;
}

/** The programs that run the real code: `oracle/prober` and `oracle/kubelet`, see the READMEs there. */
export interface OraclePrograms {
  /** Traces of these scenarios, in the order of their seeds. Rejects where a program fails. */
  record(draw: Draw, range: SeedRange): AsyncGenerator<Recording>;
  /** Traces of these scenarios of whole kubelets, in their order; seeds count them from 0. Rejects where a program fails. */
  recordThese(draw: Draw, scenarios: readonly JsonObject[]): AsyncGenerator<Recording>;
  /** The same of workers alone; what chance made of it in some of the runs is in the recording. */
  recordWorkers(draw: Draw, scenarios: readonly JsonObject[]): AsyncGenerator<Recording>;
  /** More runs of one scenario; chance shows itself in some of them. */
  recordAgain(draw: Draw, recording: Recording): Promise<readonly Recording[]>;
  close(): void;
}

/** Runs of a prober scenario that did not match at first; the program sorts equal ones out. */
const PROBER_REPEATS = 32;
/** Runs of a whole kubelet that did not match at first, by each number of Go's processors. */
const KUBELET_REPEATS = 16;

/** The lines of a program's output that are JSON; `go test` adds words of its own. */
async function* runProgram(command: string, args: readonly string[], input = ""): AsyncGenerator<JsonObject> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  // A program that dies early says why itself.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.startsWith("{")) yield JSON.parse(line) as JsonObject;
  }
  const code = await closed;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${complaint.trim()}`);
}

function generateScenarios(generator: string, { family, version, weights }: Draw, range: SeedRange): JsonObject[] {
  const args = [
    "-family",
    family,
    "-seed",
    `${range.first}`,
    "-n",
    `${range.last - range.first + 1}`,
    "-minor",
    `${version.minor}`,
  ];
  const { status, stdout, stderr } = spawnSync(generator, [...args, "-profile", weights === "held" ? "2" : "1"], {
    encoding: "utf8",
    maxBuffer: 2 ** 29,
  });
  if (status !== 0) throw new Error(`the generator of kubelet scenarios ended with ${status}: ${stderr.trim()}`);
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as JsonObject]));
}

function kubeletRecording(seed: number, scenario: JsonObject, trace: JsonObject): Recording {
  const { error } = trace;
  return {
    seed,
    vector: { ...trace, scenario, stable: "once" },
    ...(typeof error === "string" && error !== "" && { error }),
  };
}

async function* recordKubelets(
  oracle: string,
  { version }: Draw,
  scenarios: readonly JsonObject[],
  first: number,
  args: readonly string[],
): AsyncGenerator<Recording> {
  const input = scenarios.map((scenario) => `${JSON.stringify(scenario)}\n`).join("");
  let index = 0;
  for await (const trace of runProgram(oracle, [`1.${version.minor}`, "-q", ...args], input)) {
    const scenario = scenarios[index];
    if (scenario === undefined || scenario["id"] !== trace["id"])
      throw new Error(`the kubelet oracle answered ${JSON.stringify(trace["id"])} out of turn`);
    yield kubeletRecording(first + index, scenario, trace);
    index++;
  }
  if (index !== scenarios.length) throw new Error(`the kubelet oracle ran ${index} of ${scenarios.length} scenarios`);
}

async function* recordProber(oracle: string, draw: Draw, range: SeedRange, repeat: number): AsyncGenerator<Recording> {
  const count = range.last - range.first + 1;
  const weights = draw.weights === "held" ? ["-held"] : [];
  const args = [draw.release, "-from", `${range.first}`, "-count", `${count}`, "-repeat", `${repeat}`, ...weights];
  let seed = range.first;
  for await (const vector of runProgram(oracle, args)) yield { seed: seed++, vector };
  if (seed !== range.last + 1) throw new Error(`the prober oracle ran ${seed - range.first} of ${count} scenarios`);
}

async function* recordGivenWorkers(
  oracle: string,
  { release }: Draw,
  scenarios: readonly JsonObject[],
  scratch: string,
): AsyncGenerator<Recording> {
  const input = join(scratch, "workers.jsonl");
  writeFileSync(input, scenarios.map((scenario) => `${JSON.stringify(scenario)}\n`).join(""));
  let seed = 0;
  for await (const vector of runProgram(oracle, [release, "-in", input, "-repeat", `${PROBER_REPEATS}`]))
    yield { seed: seed++, vector };
  if (seed !== scenarios.length) throw new Error(`the prober oracle ran ${seed} of ${scenarios.length} scenarios`);
}

async function collect(recordings: AsyncGenerator<Recording>): Promise<Recording[]> {
  const all: Recording[] = [];
  for await (const recording of recordings) all.push(recording);
  return all;
}

/** @param folder where the oracles are. Throws an Error in plain words where Go is missing. */
export function openOraclePrograms(folder: string): OraclePrograms {
  const { error, status } = spawnSync("go", ["version"], { encoding: "utf8" });
  if (error !== undefined || status !== 0)
    throw new Error(
      "the oracles run the real Go code: install Go 1.26 or later (https://go.dev/dl/), and Python 3 for the prober's, then try again",
    );
  const scratch = mkdtempSync(join(tmpdir(), "probewise-oracle-"));
  const generator = join(scratch, "gen");
  const built = spawnSync("go", ["build", "-C", join(folder, "kubelet"), "-o", generator, "./gen"], {
    encoding: "utf8",
  });
  if (built.status !== 0) {
    rmSync(scratch, { recursive: true });
    throw new Error(`the generator of kubelet scenarios in ${folder} cannot be built: ${built.stderr.trim()}`);
  }
  const prober = join(folder, "prober/oracle");
  const kubelet = join(folder, "kubelet/oracle");
  return {
    record: (draw, range) =>
      draw.family === "prober"
        ? recordProber(prober, draw, range, 1)
        : recordKubelets(kubelet, draw, generateScenarios(generator, draw, range), range.first, []),
    recordThese: (draw, scenarios) => recordKubelets(kubelet, draw, scenarios, 0, []),
    recordWorkers: (draw, scenarios) => recordGivenWorkers(prober, draw, scenarios, scratch),
    async recordAgain(draw, { seed, vector }) {
      if (draw.family === "prober")
        return collect(recordProber(prober, draw, { first: seed, last: seed }, PROBER_REPEATS));
      const same = Array<JsonObject>(KUBELET_REPEATS).fill(vector["scenario"] as JsonObject);
      const one = await collect(recordKubelets(kubelet, draw, same, seed, ["-procs", "1"]));
      return [...one, ...(await collect(recordKubelets(kubelet, draw, same, seed, ["-procs", "2"])))];
    },
    close: () => rmSync(scratch, { recursive: true, force: true }),
  };
}
