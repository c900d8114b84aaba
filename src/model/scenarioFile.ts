import type { Action, AppPart, AppSegment, ContainerBehaviour, InstanceBehaviour, Scenario } from "./scenario.ts";

/**
 * A number as files write it: whole milliseconds or `42s`; a range `20s..90s`, each number of it as likely as any other;
 * or a distribution. Limits that are not given: of `normal` four deviations to each side, of `exponential` 0 and ten means.
 * Numbers of one `stream` are drawn by the same luck; without it each number has a stream of its own, named by its place.
 */
export type WrittenNumber =
  | number
  | string
  | {
      readonly draw: "uniform";
      readonly min: number | string;
      readonly max: number | string;
      readonly stream?: string;
    }
  | {
      readonly draw: "normal";
      readonly mean: number | string;
      readonly deviation: number | string;
      readonly min?: number | string;
      readonly max?: number | string;
      readonly stream?: string;
    }
  | {
      readonly draw: "exponential";
      readonly mean: number | string;
      readonly min?: number | string;
      readonly max?: number | string;
      readonly stream?: string;
    };

type Written<T> = T extends number
  ? WrittenNumber
  : T extends AppSegment
    ? WrittenSegment
    : T extends readonly (infer Item)[]
      ? readonly Written<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Written<T[Key]> }
        : T;

type WrittenSegment = { readonly [Key in keyof AppSegment]: Written<AppSegment[Key]> } & {
  /** How long it lasts, instead of `toMs`. */
  readonly forMs?: WrittenNumber;
};

type WrittenContainer = Written<Omit<ContainerBehaviour, "instances" | "parts">> & {
  /** Default: one that is healthy. */
  readonly instances?: readonly Written<InstanceBehaviour>[];
  readonly parts?: readonly (Omit<AppPart, "app" | "clock"> & Written<Pick<AppPart, "app" | "clock">>)[];
};

/** What a behaviour file holds: all of a scenario that a manifest does not say. The same as YAML and as a module's default export. */
export interface BehaviourFile {
  readonly containers?: Readonly<Record<string, WrittenContainer>>;
  readonly dependencies?: Readonly<Record<string, readonly WrittenSegment[]>>;
  readonly actions?: readonly Written<Action>[];
  readonly untilMs?: WrittenNumber;
  /** What ranges and distributions are drawn with. Default 0. */
  readonly seed?: number;
}

/** What a scenario file of one pod holds. */
export interface ScenarioFile extends Omit<Scenario, keyof BehaviourFile | "pods" | "rand">, BehaviourFile {
  readonly pod: NonNullable<Scenario["pod"]>;
  readonly untilMs: WrittenNumber;
  /** Drawn ones are whole eighths. */
  readonly rand?: WrittenNumber;
}
