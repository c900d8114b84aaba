import type { Cidr, IpAddress } from "../ipAddress.ts";
import { formatIP, isIPv4, isIPv4MappedIPv6, parseCidr, parseIP } from "../ipAddress.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid } from "./fieldErrors.ts";

/** An address in a field that is older than strict checking (`IsValidIPForLegacyField`). */
export function validateIP(text: string, path: string, release: ManifestRelease): FieldError[] {
  const address = parseIP(text);
  if (address === undefined)
    return [invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")];
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
  if (cidr === undefined)
    return [invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")];
  const problem = release.strictAddresses ? strictCidrProblem(cidr) : undefined;
  return problem === undefined ? [] : [invalid(path, text, problem)];
}

function strictCidrProblem(cidr: Cidr): string | undefined {
  if (cidr.hasLeadingZeros) return "must not have leading 0s in IP or prefix length";
  if (isIPv4MappedIPv6(cidr.address)) return "must not have an IPv4-mapped IPv6 address";
  if (hasHostBits(cidr)) return "must not have bits set beyond the prefix length";
  return undefined;
}

/** Whether bits beyond the prefix are set. */
export function hasHostBits(cidr: Cidr): boolean {
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
  const linkLocalMulticast = four
    ? first === 224 && second === 0 && third === 0
    : first === 0xff && (second & 0x0f) === 0x02;
  return [
    ...(unspecified ? [`may not be unspecified (${text})`] : []),
    ...(loopback ? ["may not be in the loopback range (127.0.0.0/8, ::1/128)"] : []),
    ...(linkLocal ? ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"] : []),
    ...(linkLocalMulticast ? ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"] : []),
  ];
}
