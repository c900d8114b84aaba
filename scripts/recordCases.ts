import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { MORE_SCENARIOS } from "../properties/cases/moreScenarios.ts";

// Has the real kubelet run the cases that the vectors lack: node scripts/recordCases.ts PATH_OF_THE_KUBELET_ORACLE
const [oracle] = process.argv.slice(2);
if (oracle === undefined) throw new Error("usage: recordCases.ts ORACLE");

const folder = join(import.meta.dirname, "../properties/cases/recorded");
mkdirSync(folder, { recursive: true });
for (const release of [...new Set(MORE_SCENARIOS.flatMap(({ releases }) => releases))].sort()) {
  const lines: string[] = [];
  for (const { scenario, releases } of MORE_SCENARIOS) {
    if (!releases.includes(release)) continue;
    // One process each: the oracle's gates stay set.
    const { status, stdout, stderr } = spawnSync(oracle, [release, "-q"], { input: `${JSON.stringify(scenario)}\n`, encoding: "utf8", maxBuffer: 2 ** 28 });
    const trace = JSON.parse(stdout === "" ? "{}" : stdout) as { kubernetes?: string; events?: unknown[]; error?: string };
    if (status !== 0 || trace.error !== undefined || trace.events === undefined) throw new Error(`${scenario.id} ${release}: ${trace.error ?? stderr}`);
    lines.push(JSON.stringify({ id: scenario.id, kubernetes: trace.kubernetes, family: "case", stable: "yes", scenario, events: trace.events }));
  }
  writeFileSync(join(folder, `${release}.jsonl.gz`), gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
  process.stdout.write(`${release}: ${lines.length}\n`);
}
