import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { JsonObject } from "../../src/model/json.ts";
import type { Draw, Oracle, SeedRange } from "./draw.ts";

/** One scenario as the real code ran it. */
export interface Recording {
  readonly seed: number;
  /** A vector of its family, recorded once: scenario and trace. */
  readonly vector: JsonObject;
  /** The real code gave no trace: why. */
  readonly error?: string;
}

/** The programs that run the real code: `oracle/prober`, `oracle/kubelet` and `oracle/cluster`, see the READMEs there. */
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
/** Runs of a whole kubelet, or of a cluster, that did not match at first, by each number of Go's processors. */
const REPEATS = { kubelet: 16, cluster: 12 } as const;

/** Oracles that read scenarios and draw them by a generator of their own. */
type WholeOracle = Exclude<Oracle, "prober">;
interface WholePrograms {
  readonly run: string;
  readonly generator: string;
}

/** Where the other oracles keep what they build; that of clusters would put it beside its sources. */
const CLUSTER_CACHE = {
  ORACLE_BIN:
    process.env["PROBE_ORACLE_CACHE"] ??
    join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "probe-oracle"),
};

/** The lines of a program's output that are JSON; `go test` adds words of its own. */
async function* runProgram(command: string, args: readonly string[], input = ""): AsyncGenerator<JsonObject> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...CLUSTER_CACHE } });
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

function generateScenarios(
  generator: string,
  { oracle, family, version, weights }: Draw,
  range: SeedRange,
): JsonObject[] {
  const profile = weights === "held" ? "2" : "1";
  const args = ["-family", family, "-seed", `${range.first}`, "-n", `${range.last - range.first + 1}`];
  // A cluster's scenarios are the same for every release.
  if (oracle === "kubelet") args.push("-minor", `${version.minor}`);
  const { status, stdout, stderr } = spawnSync(generator, [...args, "-profile", profile], {
    encoding: "utf8",
    maxBuffer: 2 ** 29,
  });
  if (status !== 0) throw new Error(`the generator of ${oracle} scenarios ended with ${status}: ${stderr.trim()}`);
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as JsonObject]));
}

function wholeRecording(seed: number, scenario: JsonObject, trace: JsonObject): Recording {
  const { error } = trace;
  return {
    seed,
    vector: { ...trace, scenario, stable: "once" },
    ...(typeof error === "string" && error !== "" && { error }),
  };
}

async function* recordWhole(
  program: string,
  { oracle, version }: Draw,
  scenarios: readonly JsonObject[],
  first: number,
  args: readonly string[],
): AsyncGenerator<Recording> {
  const input = scenarios.map((scenario) => `${JSON.stringify(scenario)}\n`).join("");
  let index = 0;
  for await (const trace of runProgram(program, [`1.${version.minor}`, "-q", ...args], input)) {
    const scenario = scenarios[index];
    if (scenario === undefined || scenario["id"] !== trace["id"])
      throw new Error(`the ${oracle} oracle answered ${JSON.stringify(trace["id"])} out of turn`);
    yield wholeRecording(first + index, scenario, trace);
    index++;
  }
  if (index !== scenarios.length) throw new Error(`the ${oracle} oracle ran ${index} of ${scenarios.length} scenarios`);
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

function buildGenerator(folder: string, oracle: WholeOracle, scratch: string): string {
  const generator = join(scratch, `${oracle}-gen`);
  const { status, stderr } = spawnSync("go", ["build", "-C", join(folder, oracle), "-o", generator, "./gen"], {
    encoding: "utf8",
  });
  if (status !== 0)
    throw new Error(`the generator of ${oracle} scenarios in ${folder} cannot be built: ${stderr.trim()}`);
  return generator;
}

/** @param folder where the oracles are. Throws an Error in plain words where Go is missing. */
export function openOraclePrograms(folder: string): OraclePrograms {
  const { error, status } = spawnSync("go", ["version"], { encoding: "utf8" });
  if (error !== undefined || status !== 0)
    throw new Error(
      "the oracles run the real Go code: install Go 1.26 or later (https://go.dev/dl/), and Python 3 for the prober's, then try again",
    );
  const scratch = mkdtempSync(join(tmpdir(), "probewise-oracle-"));
  const close = (): void => rmSync(scratch, { recursive: true, force: true });
  const programsOf = (oracle: WholeOracle): WholePrograms => ({
    run: join(folder, oracle, "oracle"),
    generator: buildGenerator(folder, oracle, scratch),
  });
  try {
    return {
      ...programsOn(folder, { kubelet: programsOf("kubelet"), cluster: programsOf("cluster") }, scratch),
      close,
    };
  } catch (failure) {
    close();
    throw failure;
  }
}

function programsOn(
  folder: string,
  programs: Readonly<Record<WholeOracle, WholePrograms>>,
  scratch: string,
): Omit<OraclePrograms, "close"> {
  const prober = join(folder, "prober/oracle");
  return {
    record(draw, range) {
      if (draw.oracle === "prober") return recordProber(prober, draw, range, 1);
      const { run, generator } = programs[draw.oracle];
      return recordWhole(run, draw, generateScenarios(generator, draw, range), range.first, []);
    },
    recordThese: (draw, scenarios) => recordWhole(programs.kubelet.run, draw, scenarios, 0, []),
    recordWorkers: (draw, scenarios) => recordGivenWorkers(prober, draw, scenarios, scratch),
    async recordAgain(draw, { seed, vector }) {
      const { oracle } = draw;
      if (oracle === "prober") return collect(recordProber(prober, draw, { first: seed, last: seed }, PROBER_REPEATS));
      const same = Array<JsonObject>(REPEATS[oracle]).fill(vector["scenario"] as JsonObject);
      const again = (processors: string): Promise<Recording[]> =>
        collect(recordWhole(programs[oracle].run, draw, same, seed, ["-procs", processors]));
      return [...(await again("1")), ...(await again("2"))];
    },
  };
}
