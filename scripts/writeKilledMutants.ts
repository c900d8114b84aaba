import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { killedTable } from "../properties/mutants/killedTable.ts";

// Writes properties/mutants/killed.md.

writeFileSync(join(import.meta.dirname, "../properties/mutants/killed.md"), killedTable());
