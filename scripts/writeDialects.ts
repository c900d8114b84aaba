/** Writes `docs/dialects.md`: `node scripts/writeDialects.ts`. */
import { writeFileSync } from "node:fs";
import { factsPage } from "../properties/dialects/facts.ts";

writeFileSync("docs/dialects.md", factsPage());
