import { rmSync } from "node:fs";

// What an earlier build left would be published with this one.
rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
