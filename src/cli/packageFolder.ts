import { fileURLToPath } from "node:url";

/** The folder of this package. It lies two above this file, in `src/cli` as well as bundled in `dist/cli`. */
export const PACKAGE_FOLDER: string = fileURLToPath(new URL("../..", import.meta.url));
