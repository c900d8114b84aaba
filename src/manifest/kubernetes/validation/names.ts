import type { ManifestRelease } from "../release.ts";

/*
 * The formats of names, apimachinery `util/validation` and `api/validate/content`. Each function has the name of Go's and, as
 * there, returns what is wrong with the value, in the server's words; an empty list means that the value is fine.
 * Lengths count UTF-8 bytes, whatever the text says.
 */

const encoder = new TextEncoder();

export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

export function maxLenError(length: number, unit: "bytes" | "characters" = "characters"): string {
  return `must be no more than ${length} ${unit}`;
}

/** @param format the regular expression without its anchors */
export function regexError(message: string, format: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${format}')`;
  const list = examples.map((example) => `'${example}', `).join(" or ");
  return `${message} (e.g. ${list}regex used for validation is '${format}')`;
}

export function inclusiveRangeError(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

const EMPTY_ERROR = "must be non-empty";

const DNS_1123_LABEL_FORMAT = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
export const DNS_1123_SUBDOMAIN_FORMAT = `${DNS_1123_LABEL_FORMAT}(\\.${DNS_1123_LABEL_FORMAT})*`;
const DNS_1035_LABEL_FORMAT = "[a-z]([-a-z0-9]*[a-z0-9])?";
const LABEL_KEY_FORMAT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const LABEL_VALUE_FORMAT = `(${LABEL_KEY_FORMAT})?`;
const PERCENT_FORMAT = "[0-9]+%";

function whole(format: string): RegExp {
  return new RegExp(`^${format}$`);
}

const DNS_1123_LABEL = whole(DNS_1123_LABEL_FORMAT);
const DNS_1123_SUBDOMAIN = whole(DNS_1123_SUBDOMAIN_FORMAT);
const DNS_1035_LABEL = whole(DNS_1035_LABEL_FORMAT);
const LABEL_KEY = whole(LABEL_KEY_FORMAT);
const LABEL_VALUE = whole(LABEL_VALUE_FORMAT);
const PERCENT = whole(PERCENT_FORMAT);

const LABEL_MAX_LENGTH = 63;
const SUBDOMAIN_MAX_LENGTH = 253;

export function isDNS1123Label(value: string): string[] {
  const problems = byteLength(value) > LABEL_MAX_LENGTH ? [maxLenError(LABEL_MAX_LENGTH)] : [];
  if (DNS_1123_LABEL.test(value)) return problems;
  if (DNS_1123_SUBDOMAIN.test(value)) return [...problems, "must not contain dots"];
  const message =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, regexError(message, DNS_1123_LABEL_FORMAT, "my-name", "123-abc")];
}

export function isDNS1123Subdomain(value: string, unit: "bytes" | "characters" = "characters"): string[] {
  const problems = byteLength(value) > SUBDOMAIN_MAX_LENGTH ? [maxLenError(SUBDOMAIN_MAX_LENGTH, unit)] : [];
  if (DNS_1123_SUBDOMAIN.test(value)) return problems;
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...problems, regexError(message, DNS_1123_SUBDOMAIN_FORMAT, "example.com")];
}

export function isDNS1035Label(value: string): string[] {
  const problems = byteLength(value) > LABEL_MAX_LENGTH ? [maxLenError(LABEL_MAX_LENGTH)] : [];
  if (DNS_1035_LABEL.test(value)) return problems;
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...problems, regexError(message, DNS_1035_LABEL_FORMAT, "my-name", "abc-123")];
}

/** A label key: a name of at most 63 bytes, with an optional DNS subdomain and `/` before it. */
export function isQualifiedName(value: string, release: ManifestRelease): string[] {
  const unit = release.labelLengthUnit;
  const parts = value.split("/");
  const characters =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const format = regexError(characters, LABEL_KEY_FORMAT, "MyName", "my.name", "123-abc");
  if (parts.length > 2) {
    return [
      `${release.labelKeyNoun} ${format} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === "") problems.push(`prefix part ${EMPTY_ERROR}`);
  else if (prefix !== undefined)
    problems.push(...isDNS1123Subdomain(prefix, unit).map((problem) => `prefix part ${problem}`));
  if (name === "") problems.push(`name part ${EMPTY_ERROR}`);
  else if (byteLength(name) > LABEL_MAX_LENGTH) problems.push(`name part ${maxLenError(LABEL_MAX_LENGTH, unit)}`);
  if (!LABEL_KEY.test(name)) problems.push(`name part ${format}`);
  return problems;
}

export function isValidLabelValue(value: string, release: ManifestRelease): string[] {
  const problems = byteLength(value) > LABEL_MAX_LENGTH ? [maxLenError(LABEL_MAX_LENGTH, release.labelLengthUnit)] : [];
  if (LABEL_VALUE.test(value)) return problems;
  const message =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...problems, regexError(message, LABEL_VALUE_FORMAT, "MyValue", "my_value", "12345")];
}

export function isValidPortNum(port: number): string[] {
  return isInRange(port, 1, 65535);
}

export function isInRange(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [inclusiveRangeError(low, high)];
}

const PORT_NAME_MAX_LENGTH = 15;

export function isValidPortName(name: string): string[] {
  const problems: string[] = [];
  if (byteLength(name) > PORT_NAME_MAX_LENGTH) problems.push(maxLenError(PORT_NAME_MAX_LENGTH));
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) problems.push("must contain at least one letter (a-z)");
  if (name.includes("--")) problems.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) problems.push("must not begin or end with a hyphen");
  return problems;
}

export function isValidPercent(percent: string): string[] {
  if (PERCENT.test(percent)) return [];
  const message = "a valid percent string must be a numeric string followed by an ending '%'";
  return [regexError(message, PERCENT_FORMAT, "1%", "93%")];
}

/** Go's ValidateNameFunc: `prefix` is true for a generateName, to which something will be appended. */
export type NameFormat = (name: string, prefix: boolean) => string[];

export const nameIsDNSSubdomain: NameFormat = (name, prefix) =>
  isDNS1123Subdomain(prefix ? maskTrailingDash(name) : name);

export const nameIsDNSLabel: NameFormat = (name, prefix) => isDNS1123Label(prefix ? maskTrailingDash(name) : name);

export const nameIsDNS1035Label: NameFormat = (name, prefix) => isDNS1035Label(prefix ? maskTrailingDash(name) : name);

/** A dash at the end is fine where more follows. As in the server, an ASCII character before the dash goes unchecked. */
function maskTrailingDash(name: string): string {
  return name.length > 1 ? name.replace(/[\u0000-\u007f]?-$/, "a") : name;
}
