import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { optionalString, stringField, stringListField } from "../fields.ts";
import { isIPv4, parseIP } from "../ipAddress.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { duplicate, goJson, invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { validateIP } from "./ipFields.ts";

/** A list of strings as a bad value. */
function printedStrings(values: readonly string[]): PrintedValue {
  return { json: goJson(values), goSyntax: `[]string{${values.map(quoteGoString).join(", ")}}` };
}

/** The fields of a Service spec about its cluster addresses and their families (`ValidateServiceClusterIPsRelatedFields`). */
export function validateServiceAddresses(spec: JsonObject, release: ManifestRelease): FieldError[] {
  if (stringField(spec, "type") === "ExternalName") return [];
  const clusterIPs = stringListField(spec, "clusterIPs");
  const errors = [...validateFirstAddress(spec, clusterIPs), ...validateFamilies(spec)];
  const misplacedNone = clusterIPs[0] === "None" && clusterIPs.length > 1;
  const addressErrors = clusterIPs.flatMap((address, index) => {
    if (index > 0 || address !== "None") return validateIP(address, `spec.clusterIPs[${index}]`, release);
    const detail = "'None' must be the first and only value";
    return misplacedNone ? [invalid("spec.clusterIPs", printedStrings(clusterIPs), detail)] : [];
  });
  errors.push(...addressErrors);
  if (clusterIPs.length > 2)
    errors.push(invalid("spec.clusterIPs", printedStrings(clusterIPs), "may only hold up to 2 values"));
  if (addressErrors.length > 0) return errors;
  if (clusterIPs.length > 1 && !isDualStack(clusterIPs)) {
    errors.push(
      invalid("spec.clusterIPs", printedStrings(clusterIPs), "may specify no more than one IP for each IP family"),
    );
  }
  return [...errors, ...validateFamilyOfEach(spec, clusterIPs)];
}

function validateFirstAddress(spec: JsonObject, clusterIPs: readonly string[]): FieldError[] {
  const clusterIP = stringField(spec, "clusterIP");
  if (clusterIP === "") {
    if (clusterIPs.length === 0) return [];
    return [invalid("spec.clusterIPs", printedStrings(clusterIPs), "must be empty when `clusterIP` is not specified")];
  }
  if (clusterIPs.length === 0) return [required("spec.clusterIPs")];
  if (clusterIPs[0] === clusterIP) return [];
  return [invalid("spec.clusterIPs", printedStrings(clusterIPs), "first value must match `clusterIP`")];
}

function validateFamilies(spec: JsonObject): FieldError[] {
  const families = stringListField(spec, "ipFamilies");
  const errors = families.flatMap((family, index) => [
    ...(family === "IPv4" || family === "IPv6"
      ? []
      : [notSupported(`spec.ipFamilies[${index}]`, namedStringValue(family), ["IPv4", "IPv6"])]),
    ...(families.indexOf(family) < index ? [duplicate(`spec.ipFamilies[${index}]`, namedStringValue(family))] : []),
  ]);
  const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
  const policy = optionalString(spec, "ipFamilyPolicy");
  if (policy === undefined || policies.includes(policy)) return errors;
  return [...errors, notSupported("spec.ipFamilyPolicy", namedStringValue(policy), policies)];
}

/** Go asks whether both families occur, in however many addresses. */
function isDualStack(addresses: readonly string[]): boolean {
  const four = addresses.filter((address) => !isIPv6Text(address)).length;
  return four > 0 && four < addresses.length;
}

function isIPv6Text(text: string): boolean {
  const address = parseIP(text);
  return address !== undefined && !isIPv4(address);
}

function validateFamilyOfEach(spec: JsonObject, clusterIPs: readonly string[]): FieldError[] {
  const families = stringListField(spec, "ipFamilies");
  if (clusterIPs.length === 1 && clusterIPs[0] === "None") return [];
  return clusterIPs.slice(0, families.length).flatMap((address, index) => {
    const family = families[index];
    const actual = isIPv6Text(address) ? "IPv6" : "IPv4";
    if (family === actual || (family !== "IPv4" && family !== "IPv6")) return [];
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    return [invalid(`spec.clusterIPs[${index}]`, address, detail)];
  });
}
