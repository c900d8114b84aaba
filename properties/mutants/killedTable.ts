import { RULES } from "../../src/kubelet/rules.ts";
import { KILLED } from "./killedMutants.ts";

/** Which property found each wrong model out, after how many schedules. */
export function killedTable(): string {
  const rows = KILLED.map(({ name, property, run }) => {
    const statement = RULES.find(({ id }) => id === name)?.statement;
    const broken = statement === undefined ? name : `${name} broken: ${statement}`;
    return `| ${broken} | \`${property}\` | ${run + 1} |`;
  });
  return [
    "# Wrong models that properties find out",
    "",
    "Made by `npm run mutants:table` from `killed.jsonl`, which `node scripts/huntMutants.ts` makes. What no property finds out of",
    "the rules that are not here, vectors do: `mutants.jsonl`.",
    "",
    "| wrong | found out by | schedules |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
