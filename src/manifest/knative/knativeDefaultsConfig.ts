import type { JsonObject } from "../../model/json.ts";
import { stringField } from "../kubernetes/fields.ts";
import { formatQuantity, parseQuantity } from "../kubernetes/quantity.ts";
import type { ConfigEntries } from "./knativeConfig.ts";

/** What `config-defaults` says. */
export interface KnativeDefaults {
  readonly revisionTimeoutSeconds: number;
  readonly maxRevisionTimeoutSeconds: number;
  readonly revisionResponseStartTimeoutSeconds: number;
  /** 0: none. */
  readonly revisionIdleTimeoutSeconds: number;
  readonly containerConcurrency: number;
  readonly containerConcurrencyMaxLimit: number;
  readonly allowContainerConcurrencyZero: boolean;
  /** Absent: objects decide, and Kubernetes' own default is left to it. */
  readonly enableServiceLinks?: boolean;
  readonly containerNameTemplate: string;
  readonly initContainerNameTemplate: string;
  /** By resource, as Kubernetes writes quantities. */
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

const RESOURCES = ["cpu", "memory", "ephemeral-storage"];
const INT32_MAX = 2_147_483_647;

const INTEGERS = {
  "revision-timeout-seconds": 300,
  "max-revision-timeout-seconds": 600,
  "revision-idle-timeout-seconds": 0,
  "container-concurrency": 0,
  "container-concurrency-max-limit": 1000,
} as const;

/** The entries of `config-defaults` that are read. */
export const DEFAULTS_KEYS: readonly string[] = [
  ...Object.keys(INTEGERS),
  "revision-response-start-timeout-seconds",
  "allow-container-concurrency-zero",
  "enable-service-links",
  "container-name-template",
  "init-container-name-template",
  ...RESOURCES.flatMap((resource) => [`revision-${resource}-request`, `revision-${resource}-limit`]),
];

/** Thrown and caught within this file. */
class ConfigFault extends Error {}

function integerOf(entries: ConfigEntries, key: string, otherwise: number): number {
  const text = entries[key];
  if (text === undefined) return otherwise;
  if (!/^[+-]?\d{1,18}$/.test(text)) {
    throw new ConfigFault(
      `failed to parse "${key}": strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

const TRUE_TEXTS = ["1", "t", "T", "TRUE", "true", "True"];
const FALSE_TEXTS = ["0", "f", "F", "FALSE", "false", "False"];

function booleanOf(entries: ConfigEntries, key: string, otherwise: boolean): boolean {
  const text = entries[key];
  if (text === undefined) return otherwise;
  if (TRUE_TEXTS.includes(text)) return true;
  if (FALSE_TEXTS.includes(text)) return false;
  throw new ConfigFault(`failed to parse "${key}": strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function quantitiesOf(entries: ConfigEntries, side: "request" | "limit"): Record<string, string> {
  const quantities: Record<string, string> = {};
  for (const resource of RESOURCES) {
    const key = `revision-${resource}-${side}`;
    const text = entries[key];
    if (text === undefined) continue;
    const quantity = parseQuantity(text);
    if (typeof quantity === "string") throw new ConfigFault(`failed to parse "${key}": ${quantity}`);
    quantities[resource] = formatQuantity(quantity);
  }
  return quantities;
}

function serviceLinksOf(entries: ConfigEntries): { enableServiceLinks?: boolean } {
  const text = entries["enable-service-links"]?.toLowerCase();
  if (text === undefined || text === "false") return { enableServiceLinks: false };
  return text === "true" ? { enableServiceLinks: true } : {};
}

function templateOf(entries: ConfigEntries, key: string, otherwise: string): string {
  const template = entries[key] ?? otherwise;
  if (nameFromTemplate(template, {}) === undefined) {
    throw new ConfigFault(
      `${key}: of Go's templates only {{.Name}}, {{.GenerateName}} and {{.Namespace}} are read here`,
    );
  }
  return template;
}

/** Reads `config-defaults`, or says what is wrong with it. */
export function readDefaultsConfig(entries: ConfigEntries): KnativeDefaults | string {
  try {
    return checkedDefaults(entries);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    return error.message;
  }
}

function checkedDefaults(entries: ConfigEntries): KnativeDefaults {
  const integer = (key: keyof typeof INTEGERS): number => integerOf(entries, key, INTEGERS[key]);
  const timeout = integer("revision-timeout-seconds");
  const maximum = integer("max-revision-timeout-seconds");
  const idle = integer("revision-idle-timeout-seconds");
  const concurrency = integer("container-concurrency");
  const concurrencyMaximum = integer("container-concurrency-max-limit");
  const start = integerOf(entries, "revision-response-start-timeout-seconds", timeout);
  const above = (key: string, value: number, other: string, limit: number): string =>
    `${key} (${value}) cannot be greater than ${other} (${limit})`;
  if (timeout > maximum) {
    throw new ConfigFault(above("revision-timeout-seconds", timeout, "max-revision-timeout-seconds", maximum));
  }
  if (start > 0 && start > timeout) {
    throw new ConfigFault(above("revision-response-start-timeout-seconds", start, "revision-timeout-seconds", timeout));
  }
  if (idle > 0 && idle > timeout) {
    throw new ConfigFault(above("revision-idle-timeout-seconds", idle, "revision-timeout-seconds", timeout));
  }
  if (concurrencyMaximum < 1) {
    throw new ConfigFault(`expected 1 <= ${concurrencyMaximum} <= ${INT32_MAX}: container-concurrency-max-limit`);
  }
  if (concurrency < 0 || concurrency > concurrencyMaximum) {
    throw new ConfigFault(`expected 0 <= ${concurrency} <= ${concurrencyMaximum}: container-concurrency`);
  }
  return {
    revisionTimeoutSeconds: timeout,
    maxRevisionTimeoutSeconds: maximum,
    revisionResponseStartTimeoutSeconds: start,
    revisionIdleTimeoutSeconds: idle,
    containerConcurrency: concurrency,
    containerConcurrencyMaxLimit: concurrencyMaximum,
    allowContainerConcurrencyZero: booleanOf(entries, "allow-container-concurrency-zero", true),
    ...serviceLinksOf(entries),
    containerNameTemplate: templateOf(entries, "container-name-template", "user-container"),
    initContainerNameTemplate: templateOf(entries, "init-container-name-template", "init-container"),
    requests: quantitiesOf(entries, "request"),
    limits: quantitiesOf(entries, "limit"),
  };
}

/** A name by a template over the metadata of the object; undefined where the template says more than a field of text. */
export function nameFromTemplate(template: string, metadata: JsonObject): string | undefined {
  const fields: Readonly<Record<string, string>> = {
    Name: stringField(metadata, "name"),
    GenerateName: stringField(metadata, "generateName"),
    Namespace: stringField(metadata, "namespace"),
  };
  const filled = template.replaceAll(/\{\{\s*\.(\w+)\s*\}\}/g, (action, field: string) =>
    Object.hasOwn(fields, field) ? (fields[field] ?? "") : action,
  );
  return filled.includes("{{") ? undefined : filled;
}
