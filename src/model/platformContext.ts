/** The numbers of a probe that a platform has, keeps to itself, and somebody assumes. */
export interface AssumedTiming {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

/**
 * What a platform does with a file and the file does not say. The same names stand in the `context` of a scenario and, with
 * dashes, as flags: `kserveVersion`, `--kserve-version`. Who reads a dialect fills in what is missing, and says so.
 */
export interface PlatformContext {
  /** Release of KServe, `0.18`. */
  readonly kserveVersion?: string;
  /** Release of Knative Serving, `1.22`. */
  readonly knativeVersion?: string;
  /** Entries of Knative's config maps by name: `multi-container-probing: enabled`. */
  readonly knativeConfig?: Readonly<Record<string, string>>;
  /** Whose defaults an EAS service gets: those of its JSON (the default), or of the English console. */
  readonly easDefaults?: "json" | "console";
  /** `swapped`: as two of the three EAS documents have it, success_threshold counts failures. Default `kubernetes`. */
  readonly easThresholdReading?: "kubernetes" | "swapped";
  /** The command that an EAS service's image starts by itself (its CMD), which no file of EAS says. */
  readonly easImageCommand?: string;
  /** What the platform may refuse, Kubernetes surely does, and a number could be meant by: it is taken, with a warning. */
  readonly lenient?: boolean;
  /** For platforms that publish no numbers. */
  readonly assumptions?: AssumedTiming;
}
