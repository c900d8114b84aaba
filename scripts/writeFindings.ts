/** Writes `docs/findings.md`: `node scripts/writeFindings.ts`; beside the corpus its part, too. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { CORPUS_HEADING, corpusPart, findingsPage, tallyFindings } from "../properties/findings/findingsPage.ts";

const PAGE = "docs/findings.md";
const CORPUS = "../shared/corpus";

const kept = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : CORPUS_HEADING;
const corpus = existsSync(CORPUS) ? corpusPart(tallyFindings(CORPUS)) : kept.slice(kept.indexOf(CORPUS_HEADING));
writeFileSync(PAGE, findingsPage(tallyFindings("properties/manifests"), corpus));
