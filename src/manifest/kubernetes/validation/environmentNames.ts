import type { ManifestRelease } from "../release.ts";
import { byteLength, maxLenError, regexError } from "./names.ts";

const ENV_VAR_NAME_FORMAT = "[-._a-zA-Z][-._a-zA-Z0-9]*";
const ENV_VAR_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const CONFIG_MAP_KEY_FORMAT = "[-._a-zA-Z0-9]+";
const CONFIG_MAP_KEY = /^[-._a-zA-Z0-9]+$/;
const CONFIG_MAP_KEY_MAX_LENGTH = 253;

/** The name of an environment variable, or the prefix of several; not empty. */
export function isEnvVarName(name: string, release: ManifestRelease): string[] {
  return release.relaxedEnvironmentVariableNames ? isRelaxedEnvVarName(name) : isStrictEnvVarName(name);
}

export function isRelaxedEnvVarName(name: string): string[] {
  if (/^[ -<>-~]*$/.test(name)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

function isStrictEnvVarName(name: string): string[] {
  const message =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
  const examples = ["my.env-name", "MY_ENV.NAME", "MyEnvName1"];
  return [
    ...(ENV_VAR_NAME.test(name) ? [] : [regexError(message, ENV_VAR_NAME_FORMAT, ...examples)]),
    ...hasDirectoryPrefix(name),
  ];
}

/** A key of a ConfigMap or Secret. */
export function isConfigMapKey(key: string): string[] {
  const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  const examples = ["key.name", "KEY_NAME", "key-name"];
  return [
    ...(byteLength(key) > CONFIG_MAP_KEY_MAX_LENGTH ? [maxLenError(CONFIG_MAP_KEY_MAX_LENGTH)] : []),
    ...(CONFIG_MAP_KEY.test(key) ? [] : [regexError(message, CONFIG_MAP_KEY_FORMAT, ...examples)]),
    ...hasDirectoryPrefix(key),
  ];
}

function hasDirectoryPrefix(value: string): string[] {
  if (value === "." || value === "..") return [`must not be '${value}'`];
  return value.startsWith("..") ? ["must not start with '..'"] : [];
}
