/** The kinds of `serving.knative.dev/v1` that are read. */
export const KNATIVE_KINDS = ["Service", "Configuration", "Revision", "Route"] as const;
export type KnativeKind = (typeof KNATIVE_KINDS)[number];
