/** Writes `docs/properties.md`: `node scripts/writeProperties.ts`. */
import { writeFileSync } from "node:fs";
import { propertiesPage } from "../properties/invariants/propertiesPage.ts";

writeFileSync("docs/properties.md", propertiesPage());
