import type { KnativeVersion } from "../../model/knativeVersion.ts";
import type { KnativeDefaults } from "./knativeDefaultsConfig.ts";
import { readDefaultsConfig } from "./knativeDefaultsConfig.ts";
import type { KnativeDeploymentConfig } from "./knativeDeploymentConfig.ts";
import { readDeploymentConfig } from "./knativeDeploymentConfig.ts";
import type { KnativeFeatures } from "./knativeFeatures.ts";
import { readFeatures } from "./knativeFeatures.ts";
import type { KnativeRelease } from "./knativeRelease.ts";
import { knativeRelease } from "./knativeRelease.ts";

/** Entries of a ConfigMap. */
export type ConfigEntries = Readonly<Record<string, string>>;

/** The Knative that an object is sent to: its release, and what its ConfigMaps say beyond the defaults. */
export interface KnativeSettings {
  readonly version: KnativeVersion;
  /** Entries of `config-features`. */
  readonly features?: ConfigEntries | undefined;
  /** Entries of `config-defaults`. */
  readonly defaults?: ConfigEntries | undefined;
  /** Entries of `config-deployment`. */
  readonly deployment?: ConfigEntries | undefined;
}

export interface KnativeConfig {
  readonly release: KnativeRelease;
  readonly features: KnativeFeatures;
  readonly defaults: KnativeDefaults;
  readonly deployment: KnativeDeploymentConfig;
}

/** The configuration, or what is wrong with a ConfigMap: Knative would not take it and would keep the one before. */
export function readKnativeConfig(settings: KnativeSettings): KnativeConfig | string {
  const release = knativeRelease(settings.version);
  const features = readFeatures(settings.features ?? {}, release);
  const defaults = readDefaultsConfig(settings.defaults ?? {});
  if (typeof defaults === "string") return `config-defaults: ${defaults}`;
  const deployment = readDeploymentConfig(settings.deployment ?? {}, settings.version);
  if (typeof deployment === "string") return `config-deployment: ${deployment}`;
  return { release, features, defaults, deployment };
}
