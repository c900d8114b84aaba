import { DEFAULT_UNTIL_MS } from "../scenario/podScenario.ts";
import { formatDuration } from "../time/duration.ts";
import { MAX_BYTES_DEFAULT } from "./inputFiles.ts";
import type { OptionTable, OptionValues } from "./option.ts";
import { REPORTER_OPTIONS, type ReporterOptions } from "./reporterOptions.ts";
import { PLATFORM_OPTIONS } from "./platformOptions.ts";

export const RUN_OPTIONS = {
  starts: {
    kind: "text",
    placeholder: "[CONTAINER:]DURATION",
    repeatable: true,
    description: "how long the app of a manifest needs before it serves, at each start (default 0s)",
  },
  fail: {
    kind: "text",
    placeholder: "STATE@FROM[+DURATION]",
    repeatable: true,
    description:
      "what goes wrong with the app of a manifest: hang, refuse, blackhole, slow=TIME, error[=STATUS], flap=TIME/TIME, warm-up=TIME/TIME, starve=FACTOR, crash, oom or exit[=CODE]",
  },
  guest: {
    kind: "text",
    placeholder: "MODULE",
    description: "code that answers the probes: its export guests gives apps by container name",
  },
  behaviour: {
    kind: "text",
    placeholder: "FILE",
    description: "how the apps of a manifest behave: a YAML, JSON or TypeScript file (sims/README.md)",
  },
  seed: {
    kind: "count",
    description: "what the ranges of a scenario or behaviour file are drawn with (default: the file's, else 0)",
  },
  until: {
    kind: "duration",
    description: `end of the run (default: the scenario's; of a manifest ${formatDuration(DEFAULT_UNTIL_MS)})`,
  },
  kubernetes: { kind: "text", placeholder: "VERSION", description: "release, 1.36 or 1.35.4 (default: the newest)" },
  workload: {
    kind: "text",
    placeholder: "KIND/NAME",
    description: "which one, where a manifest holds several; NAME or KIND/NAME",
  },
  "kubelet-age": {
    kind: "duration",
    description: "age of the kubelet; one younger than a probe's period starts it later (default 1h)",
  },
  ...PLATFORM_OPTIONS,
  ...REPORTER_OPTIONS,
  "max-bytes": { kind: "bytes", default: MAX_BYTES_DEFAULT, description: "refuse larger input" },
} as const satisfies OptionTable;

export type RunOptions = OptionValues<typeof RUN_OPTIONS>;

/** What decides a run, whatever it is reported in. */
export type LoadOptions = Omit<RunOptions, keyof ReporterOptions>;
