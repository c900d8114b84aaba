import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { MORE_SCENARIOS } from "../properties/cases/moreScenarios.ts";
import { PROBER_RELEASES, PROBER_SCENARIOS } from "../properties/cases/proberScenarios.ts";

// Has the real kubelet and the real probe workers run the cases that the vectors lack:
// node scripts/recordCases.ts FOLDER_OF_THE_ORACLES
const [oracles] = process.argv.slice(2);
if (oracles === undefined) throw new Error("usage: recordCases.ts FOLDER_OF_THE_ORACLES");

const folder = join(import.meta.dirname, "../properties/cases/recorded");
mkdirSync(folder, { recursive: true });

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, `${name}.jsonl.gz`), gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
  process.stdout.write(`${name}: ${lines.length}\n`);
}

function run(program: string, options: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync(program, options, { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program} ${options.join(" ")}: ${stderr}`);
  return stdout;
}

for (const release of [...new Set(MORE_SCENARIOS.flatMap(({ releases }) => releases))].sort()) {
  const meant = MORE_SCENARIOS.filter(({ releases }) => releases.includes(release));
  const lines = meant.map(({ scenario }) => {
    // One process each: the oracle's gates stay set.
    const output = run(join(oracles, "kubelet/oracle"), [release, "-q"], `${JSON.stringify(scenario)}\n`);
    const { kubernetes, events, error } = JSON.parse(output) as {
      kubernetes: string;
      events?: unknown[];
      error?: string;
    };
    if (error !== undefined || events === undefined) throw new Error(`${scenario.id} ${release}: ${error}`);
    return JSON.stringify({ id: scenario.id, kubernetes, family: "case", stable: "yes", scenario, events });
  });
  write(release, lines);
}

const scratch = mkdtempSync(join(tmpdir(), "cases-"));
const [input, output] = [join(scratch, "in"), join(scratch, "out")];
writeFileSync(input, PROBER_SCENARIOS.map((scenario) => `${JSON.stringify(scenario)}\n`).join(""));
for (const release of PROBER_RELEASES) {
  run(join(oracles, "prober/oracle"), [release, "-in", input, "-repeat", "6", "-out", output], "");
  write(`prober-${release}`, readFileSync(output, "utf8").trim().split("\n"));
}
rmSync(scratch, { recursive: true });
