import { nearestName } from "../../model/nearestName.ts";
import { formatKnativeVersion, NEWEST_KNATIVE_VERSION, parseKnativeVersion } from "../../model/knativeVersion.ts";
import type { PlatformContext } from "../../model/platformContext.ts";
import type { ConfigEntries, KnativeConfig } from "./knativeConfig.ts";
import { readKnativeConfig } from "./knativeConfig.ts";
import { DEFAULTS_KEYS } from "./knativeDefaultsConfig.ts";
import { DEPLOYMENT_KEYS } from "./knativeDeploymentConfig.ts";
import { FEATURE_NAMES } from "./knativeFeatures.ts";

/** The Knative that the context speaks of; or what is wrong with that. */
export function knativeOfContext(platform: PlatformContext): KnativeConfig | string {
  const { knativeVersion = formatKnativeVersion(NEWEST_KNATIVE_VERSION), knativeConfig = {} } = platform;
  const version = parseKnativeVersion(knativeVersion);
  if (version === undefined) return `there is no release ${knativeVersion} of Knative that is known here`;
  const maps = [FEATURE_NAMES, DEFAULTS_KEYS, DEPLOYMENT_KEYS] as const;
  const known = maps.flat();
  const stranger = Object.keys(knativeConfig).find((key) => !known.some((name) => name === key));
  if (stranger !== undefined) {
    const near = nearestName(stranger, known);
    const hint = near === undefined ? "" : `: did you mean ${near}?`;
    return `none of Knative's config maps that are read here has an entry ${stranger}${hint}`;
  }
  const [features, defaults, deployment] = maps.map((names) => entriesOf(knativeConfig, names));
  return readKnativeConfig({ version, features, defaults, deployment });
}

function entriesOf(entries: ConfigEntries, names: readonly string[]): ConfigEntries {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => names.includes(key)));
}

/** What is taken for granted because nobody says it. */
export function knativeAssumptions({ knativeVersion }: PlatformContext): string[] {
  const newest = formatKnativeVersion(NEWEST_KNATIVE_VERSION);
  return knativeVersion === undefined
    ? [`Knative ${newest} is taken to be installed, as it comes: --knative-version says another release`]
    : [];
}
