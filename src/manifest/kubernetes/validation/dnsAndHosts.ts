import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { parseIP } from "../ipAddress.ts";
import { pointerField, stringField, stringListField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { goJson, invalid, required } from "./fieldErrors.ts";
import { validateIP } from "./ipFields.ts";
import { byteLength, DNS_1123_SUBDOMAIN_FORMAT, isDNS1123Subdomain, maxLenError, regexError } from "./names.ts";

const MAX_NAMESERVERS = 3;
const MAX_SEARCH_PATHS = 32;
const MAX_SEARCH_LIST_LENGTH = 2048;

/** `spec.dnsConfig`, which the policy `None` requires. */
export function validateDnsConfig(spec: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const dnsConfig = pointerField(spec, "dnsConfig");
  const policyIsNone = stringField(spec, "dnsPolicy") === "None";
  if (dnsConfig === undefined) {
    return policyIsNone ? [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")] : [];
  }
  const nameservers = stringListField(dnsConfig, "nameservers");
  if (policyIsNone && nameservers.length === 0) {
    return [required(`${path}.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None")];
  }
  return [
    ...(nameservers.length > MAX_NAMESERVERS
      ? [
          invalid(
            `${path}.nameservers`,
            printedList(nameservers),
            `must not have more than ${MAX_NAMESERVERS} nameservers`,
          ),
        ]
      : []),
    ...nameservers.flatMap((address, index) => validatePodAddress(address, `${path}.nameservers[${index}]`, release)),
    ...validateSearches(stringListField(dnsConfig, "searches"), `${path}.searches`, release),
    ...structListField(dnsConfig, "options").flatMap((option, index) =>
      stringField(option, "name") === "" ? [required(`${path}.options[${index}]`, "must not be empty")] : [],
    ),
  ];
}

function printedList(items: readonly string[]): PrintedValue {
  return { json: goJson(items), goSyntax: `[]string{${items.map(quoteGoString).join(", ")}}` };
}

function validatePodAddress(address: string, path: string, release: ManifestRelease): FieldError[] {
  if (!release.briefPodAddressErrors) return validateIP(address, path, release);
  return parseIP(address) === undefined ? [invalid(path, address, "must be valid IP address")] : [];
}

function validateSearches(searches: readonly string[], path: string, release: ManifestRelease): FieldError[] {
  const listTooLong = byteLength(searches.join(" ")) > MAX_SEARCH_LIST_LENGTH;
  const lengthDetail = `must not have more than ${MAX_SEARCH_LIST_LENGTH} characters (including spaces) in the search list`;
  return [
    ...(searches.length > MAX_SEARCH_PATHS
      ? [invalid(path, printedList(searches), `must not have more than ${MAX_SEARCH_PATHS} search paths`)]
      : []),
    ...(listTooLong ? [invalid(path, printedList(searches), lengthDetail)] : []),
    ...searches.flatMap((search, index) => {
      const domain = search.endsWith(".") ? search.slice(0, -1) : search;
      if (release.relaxedDnsSearch && search === ".") return [];
      const problems = release.relaxedDnsSearch
        ? isSubdomainWithUnderscore(domain, release)
        : isDNS1123Subdomain(domain);
      return problems.map((problem) => invalid(`${path}[${index}]`, domain, problem));
    }),
  ];
}

const UNDERSCORE_LABEL_FORMAT = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const UNDERSCORE_SUBDOMAIN_FORMAT = `${UNDERSCORE_LABEL_FORMAT}(\\.${UNDERSCORE_LABEL_FORMAT})*`;
const UNDERSCORE_SUBDOMAIN = new RegExp(`^${UNDERSCORE_SUBDOMAIN_FORMAT}$`);
const SUBDOMAIN_MAX_LENGTH = 253;

function isSubdomainWithUnderscore(value: string, release: ManifestRelease): string[] {
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  const format = release.relaxedDnsSearchShown ? UNDERSCORE_SUBDOMAIN_FORMAT : DNS_1123_SUBDOMAIN_FORMAT;
  return [
    ...(byteLength(value) > SUBDOMAIN_MAX_LENGTH ? [maxLenError(SUBDOMAIN_MAX_LENGTH)] : []),
    ...(UNDERSCORE_SUBDOMAIN.test(value) ? [] : [regexError(message, format, "example.com")]),
  ];
}

/** `spec.hostAliases`. */
export function validateHostAliases(
  aliases: readonly JsonObject[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  return aliases.flatMap((alias, index) => {
    const aliasPath = release.hostAliasIndex ? `${path}[${index}]` : path;
    return [
      ...validatePodAddress(stringField(alias, "ip"), `${aliasPath}.ip`, release),
      ...stringListField(alias, "hostnames").flatMap((hostname, hostIndex) => {
        const hostnamePath = release.hostAliasIndex ? `${aliasPath}.hostnames[${hostIndex}]` : `${aliasPath}.hostnames`;
        return isDNS1123Subdomain(hostname).map((problem) => invalid(hostnamePath, hostname, problem));
      }),
    ];
  });
}
