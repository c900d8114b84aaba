interface CommonOption {
  /** One line, lower case, no full stop; the default and the environment variable are added by `--help`. */
  readonly description: string;
  /** One letter. */
  readonly short?: string;
}

interface ValuedOption extends CommonOption {
  /** What the value is called in `--help`: `FILE`, `KIND/NAME`. Default: by kind. */
  readonly placeholder?: string;
  /** May be given several times: the value is a list, empty when absent. In the environment separated by commas. */
  readonly repeatable?: true;
}

/** Given or not. */
export interface FlagOption extends CommonOption {
  readonly kind: "flag";
}
/** Any text. */
export interface TextOption extends ValuedOption {
  readonly kind: "text";
  readonly default?: string;
}
/** A whole number from `minimum` (default 0). */
export interface CountOption extends ValuedOption {
  readonly kind: "count";
  readonly minimum?: number;
  readonly default?: number;
}
/** A size in bytes: `33554432`, `512KiB`, `32MiB`, `1GiB`. */
export interface BytesOption extends ValuedOption {
  readonly kind: "bytes";
  readonly default?: number;
}
/** `1500ms`, `42s`, `5m`, `1h30m`; the value is whole ms. */
export interface DurationOption extends ValuedOption {
  readonly kind: "duration";
  readonly default?: number;
}
/** One of a few words. */
export interface ChoiceOption extends ValuedOption {
  readonly kind: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
}

export type Option = FlagOption | TextOption | CountOption | BytesOption | DurationOption | ChoiceOption;

/** Options by long name without dashes (`kubelet-age`). The same table parses, reads `PROBEWISE_KUBELET_AGE` and prints `--help`. */
export type OptionTable = Readonly<Record<string, Option>>;

type SingleValue<O extends Option> = O extends FlagOption
  ? boolean
  : O extends ChoiceOption
    ? O["choices"][number]
    : O extends TextOption
      ? string
      : number;

type OptionValue<O extends Option> = O extends { readonly repeatable: true }
  ? readonly SingleValue<O>[]
  : O extends FlagOption
    ? boolean
    : O extends { readonly default: string | number }
      ? SingleValue<O>
      : SingleValue<O> | undefined;

/** What a command gets for its table: flags are never undefined, valued options only without a default. */
export type OptionValues<Options extends OptionTable> = {
  readonly [Name in keyof Options]: OptionValue<Options[Name]>;
};

/** `kubelet-age` → `PROBEWISE_KUBELET_AGE`, `output-file.json` → `PROBEWISE_OUTPUT_FILE_JSON`. */
export function environmentVariableOf(optionName: string): string {
  return `PROBEWISE_${optionName.toUpperCase().replaceAll(/[-.]/g, "_")}`;
}
