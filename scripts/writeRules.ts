/** Writes `docs/rules.md`: `node scripts/writeRules.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { rulesPage } from "../properties/rules/rulesTable.ts";

mkdirSync("docs", { recursive: true });
writeFileSync("docs/rules.md", rulesPage());
