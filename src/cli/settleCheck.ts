import type { Ignoring } from "../analyze/findings/ignoring.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { formatKubernetesVersion, NEWEST_VERSION, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import { readBaseline } from "./baselineFile.ts";
import type { CheckOptions } from "./checkOptions.ts";
import type { CommandContext } from "./command.ts";
import type { FailOn } from "./failOn.ts";
import { findConfig } from "./findConfig.ts";
import { UsageError } from "./usageError.ts";

/** What configuration and options come to: an option counts more. */
export interface SettledCheck {
  /** As people would write it; absent: there is none. */
  readonly configName?: string;
  readonly version: KubernetesVersion;
  readonly failOn: FailOn;
  readonly baseline?: string;
  readonly ignoring: Ignoring;
}

/** Undefined: the configuration is broken, and what is wrong has been told. */
export async function settleCheck(
  context: CommandContext & { readonly options: CheckOptions },
): Promise<SettledCheck | undefined> {
  const { options, cwd } = context;
  const found = await findConfig(context, options.config);
  if (found === undefined) return undefined;
  const { config, folder, name } = found;
  const baseline = options.baseline ?? config.baseline;
  return {
    ...(name === undefined ? {} : { configName: name }),
    version: versionOf(options.kubernetes ?? config.kubernetes),
    failOn: options["fail-on"] ?? config.failOn ?? "error",
    ...(baseline === undefined ? {} : { baseline }),
    ignoring: {
      config: config.ignore ?? [],
      baseline:
        baseline === undefined
          ? new Set()
          : await readBaseline(context, baseline, options.baseline === undefined ? folder : cwd),
    },
  };
}

function versionOf(text: string | undefined): KubernetesVersion {
  const version = text === undefined ? NEWEST_VERSION : parseKubernetesVersion(text);
  if (version !== undefined) return version;
  throw new UsageError(
    `--kubernetes ${text}: there is no such release`,
    "write 1.36 or 1.35.4; known are 1.12 to 1.37",
  );
}

/** What `--print-config` prints: JSON, which is YAML. */
export function settledText({ configName, version, failOn, baseline, ignoring }: SettledCheck): string {
  const settled = {
    kubernetes: formatKubernetesVersion(version),
    failOn,
    ...(baseline === undefined ? {} : { baseline }),
    ignore: ignoring.config,
  };
  return `# ${configName ?? "there is no probewise.config.yaml"}\n${JSON.stringify(settled, null, 2)}\n`;
}
