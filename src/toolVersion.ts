/** The version of this package, as traces carry it; a test holds it to package.json. */
export const TOOL_VERSION = "0.1.0";
