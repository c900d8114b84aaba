import type { Cidr, IpAddress } from "../ipAddress.ts";
import { formatCidr, formatIP, isIPv4, isIPv4MappedIPv6, parseCidr, parseIP } from "../ipAddress.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, quoteGoString } from "./fieldErrors.ts";

/** An address in a field that is older than strict checking (`IsValidIPForLegacyField`). */
export function validateIP(text: string, path: string, release: ManifestRelease): FieldError[] {
  const address = parseIP(text);
  if (address === undefined) return [invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")];
  if (!release.strictAddresses) return [];
  return [
    ...(address.hasLeadingZeros ? [invalid(path, text, "must not have leading 0s")] : []),
    // netip hands out no address where it refuses the leading zeros, so this is not said then.
    ...(isIPv4MappedIPv6(address) && !address.hasLeadingZeros
      ? [invalid(path, text, "must not be an IPv4-mapped IPv6 address")]
      : []),
  ];
}

/** A network in a field that is older than strict checking (`IsValidCIDRForLegacyField`). */
export function validateCidr(text: string, path: string, release: ManifestRelease): FieldError[] {
  const cidr = parseCidr(text);
  if (cidr === undefined) return [invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")];
  const problem = release.strictAddresses ? strictCidrProblem(cidr) : undefined;
  return problem === undefined ? [] : [invalid(path, text, problem)];
}

function strictCidrProblem(cidr: Cidr): string | undefined {
  if (cidr.hasLeadingZeros) return "must not have leading 0s in IP or prefix length";
  if (isIPv4MappedIPv6(cidr.address)) return "must not have an IPv4-mapped IPv6 address";
  if (hasHostBits(cidr)) return "must not have bits set beyond the prefix length";
  return undefined;
}

function hasHostBits(cidr: Cidr): boolean {
  return formatIP(cidr.address.bytes) !== formatIP(cidr.networkBytes);
}

/** An address that an endpoint may have (`ValidateEndpointIP`). */
export function validateEndpointIP(text: string, path: string): FieldError[] {
  const address = parseIP(text);
  if (address === undefined) return [invalid(path, text, "must be a valid IP address")];
  return specialAddressProblems(address, text).map((problem) => invalid(path, text, problem));
}

function specialAddressProblems(address: IpAddress, text: string): string[] {
  const bytes = isIPv4(address) ? address.bytes.slice(12) : address.bytes;
  const [first = 0, second = 0, third = 0] = bytes;
  const four = bytes.length === 4;
  const unspecified = bytes.every((byte) => byte === 0);
  const loopback = four ? first === 127 : bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1;
  const linkLocal = four ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80;
  const linkLocalMulticast = four ? first === 224 && second === 0 && third === 0 : first === 0xff && (second & 0x0f) === 0x02;
  return [
    ...(unspecified ? [`may not be unspecified (${text})`] : []),
    ...(loopback ? ["may not be in the loopback range (127.0.0.0/8, ::1/128)"] : []),
    ...(linkLocal ? ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"] : []),
    ...(linkLocalMulticast ? ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"] : []),
  ];
}

/** What the server warns about an address that it accepts (`GetWarningsForIP`). */
export function ipWarnings(text: string, path: string, release: ManifestRelease): string[] {
  const address = parseIP(text);
  if (address === undefined) return [];
  const quoted = quoteGoString(text);
  const canonical = quoteGoString(formatIP(address.bytes));
  const sixInCanonicalForm = address.writtenAsIPv4 || formatIP(address.bytes) === text;
  switch (release.addressWarnings) {
    case "future": {
      if (address.hasLeadingZeros) return [`${path}: IP address was accepted, but ${FUTURE}: ${parseAddressError(text)}`];
      if (sixInCanonicalForm || isIPv4MappedIPv6(address)) return [];
      return [`${path}: IPv6 address ${quoted} is not in RFC 5952 canonical format (${canonical}), ${APPLY_LOOPS}`];
    }
    case "consideredInvalid":
    case "invalid": {
      if (address.hasLeadingZeros || isIPv4MappedIPv6(address)) {
        return [`${path}: non-standard IP address ${quoted} ${NON_STANDARD[release.addressWarnings]}: use ${canonical}`];
      }
      if (sixInCanonicalForm) return [];
      return [`${path}: IPv6 address ${quoted} should be in RFC 5952 canonical format (${canonical})`];
    }
  }
}

/** What the server warns about a network that it accepts (`GetWarningsForCIDR`). */
export function cidrWarnings(text: string, path: string, release: ManifestRelease): string[] {
  const cidr = parseCidr(text);
  if (cidr === undefined) return [];
  const quoted = quoteGoString(text);
  const network = formatCidr(cidr);
  // Unlike the network's own text this keeps the bits beyond the prefix, and the spelling of a mapped address is not asked for.
  const asWritten = `${formatIP(cidr.address.bytes)}/${cidr.prefixLength}`;
  const canonicalSix = cidr.address.writtenAsIPv4 || asWritten === text;
  if (release.addressWarnings === "future") {
    if (cidr.hasLeadingZeros) {
      const problem = `netip.ParsePrefix(${quoted}): ${prefixError(text, cidr)}`;
      return [`${path}: IP prefix was accepted, but ${FUTURE}: ${problem}`];
    }
    if (canonicalSix || isIPv4MappedIPv6(cidr.address)) return [];
    return [`${path}: IPv6 prefix ${quoted} is not in RFC 5952 canonical format (${quoteGoString(asWritten)}), ${APPLY_LOOPS}`];
  }
  const warnings: string[] = [];
  if (hasHostBits(cidr)) {
    const single = quoteGoString(`${formatIP(cidr.address.bytes)}/${cidr.address.writtenAsIPv4 ? 32 : 128}`);
    warnings.push(`${path}: CIDR value ${quoted} is ambiguous in this context (should be ${quoteGoString(network)} or ${single}?)`);
  }
  if (cidr.hasLeadingZeros || isIPv4MappedIPv6(cidr.address)) {
    const verdict = NON_STANDARD[release.addressWarnings];
    warnings.push(`${path}: non-standard CIDR value ${quoted} ${verdict}: use ${quoteGoString(network)}`);
  }
  if (warnings.length > 0 || canonicalSix) return warnings;
  return [`${path}: IPv6 CIDR value ${quoted} should be in RFC 5952 canonical format (${quoteGoString(asWritten)})`];
}

const FUTURE = "will be invalid in a future Kubernetes release";
const APPLY_LOOPS = "which may cause controller apply-loops";
const NON_STANDARD = {
  consideredInvalid: "will be considered invalid in a future Kubernetes release",
  invalid: "is invalid",
} as const;

/** Error of Go's `netip.ParseAddr` for leading zeros. */
function parseAddressError(text: string): string {
  return `ParseAddr(${quoteGoString(text)}): IPv4 field has octet with leading zero`;
}

function prefixError(text: string, cidr: Cidr): string {
  const slash = text.indexOf("/");
  if (cidr.address.hasLeadingZeros) return parseAddressError(text.slice(0, slash));
  return `bad bits after slash: ${quoteGoString(text.slice(slash + 1))}`;
}
