/** The languages in which probes are configured. Each has its entry in `src/manifest/dialects.ts`. */
export const DIALECT_NAMES = ["kubernetes", "eas", "foundry", "kserve", "knative"] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];
