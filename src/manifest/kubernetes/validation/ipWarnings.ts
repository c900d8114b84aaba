import { quoteGoString } from "../../../model/quoteGoString.ts";
import { formatCidr, formatIP, isIPv4MappedIPv6, parseCidr, parseIP } from "../ipAddress.ts";
import { netipAddressProblem, netipPrefixProblem } from "../../../model/netip.ts";
import type { ManifestRelease } from "../release.ts";
import { hasHostBits } from "./ipFields.ts";

const NON_STANDARD = {
  consideredInvalid: "will be considered invalid in a future Kubernetes release",
  invalid: "is invalid",
} as const;

/** What the server warns about an address (`GetWarningsForIP`). */
export function ipWarnings(text: string, path: string, release: ManifestRelease): string[] {
  if (release.addressWarnings === "future") {
    return futureWarnings(text, path, "address", netipAddressProblem(text), canonicalSix(text));
  }
  const address = parseIP(text);
  if (address === undefined) return [];
  const quoted = quoteGoString(text);
  const canonical = quoteGoString(formatIP(address.bytes));
  if (address.hasLeadingZeros || isIPv4MappedIPv6(address)) {
    return [`${path}: non-standard IP address ${quoted} ${NON_STANDARD[release.addressWarnings]}: use ${canonical}`];
  }
  if (address.writtenAsIPv4 || canonical === quoted) return [];
  return [`${path}: IPv6 address ${quoted} should be in RFC 5952 canonical format (${canonical})`];
}

/** What the server warns about a network (`GetWarningsForCIDR`). */
export function cidrWarnings(text: string, path: string, release: ManifestRelease): string[] {
  if (release.addressWarnings === "future") {
    const slash = text.lastIndexOf("/");
    const canonical = `${canonicalSix(text.slice(0, slash))}${text.slice(slash)}`;
    return futureWarnings(text, path, "prefix", netipPrefixProblem(text), canonical);
  }
  const cidr = parseCidr(text);
  if (cidr === undefined) return [];
  const quoted = quoteGoString(text);
  const network = quoteGoString(formatCidr(cidr));
  const warnings: string[] = [];
  if (hasHostBits(cidr)) {
    const single = quoteGoString(`${formatIP(cidr.address.bytes)}/${cidr.address.writtenAsIPv4 ? 32 : 128}`);
    warnings.push(`${path}: CIDR value ${quoted} is ambiguous in this context (should be ${network} or ${single}?)`);
  }
  if (cidr.hasLeadingZeros || isIPv4MappedIPv6(cidr.address)) {
    const verdict = NON_STANDARD[release.addressWarnings];
    warnings.push(`${path}: non-standard CIDR value ${quoted} ${verdict}: use ${network}`);
  }
  const canonical = quoteGoString(`${formatIP(cidr.address.bytes)}/${cidr.prefixLength}`);
  if (warnings.length > 0 || cidr.address.writtenAsIPv4 || canonical === quoted) return warnings;
  return [`${path}: IPv6 CIDR value ${quoted} should be in RFC 5952 canonical format (${canonical})`];
}

/** An address as netip writes it, zone included; an IPv4 address as it stands. */
function canonicalSix(text: string): string {
  const [bare = "", zone] = text.split("%", 2);
  const address = parseIP(bare);
  if (address === undefined || address.writtenAsIPv4) return text;
  const mapped = isIPv4MappedIPv6(address) ? "::ffff:" : "";
  return `${mapped}${formatIP(address.bytes)}${zone === undefined ? "" : `%${zone}`}`;
}

/** 1.32 and older also warn about what they refuse, in Go's words. */
function futureWarnings(
  text: string,
  path: string,
  noun: "address" | "prefix",
  problem: string | undefined,
  canonical: string,
): string[] {
  if (problem !== undefined) {
    return [`${path}: IP ${noun} was accepted, but will be invalid in a future Kubernetes release: ${problem}`];
  }
  if (canonical === text) return [];
  const form = `is not in RFC 5952 canonical format (${quoteGoString(canonical)})`;
  return [`${path}: IPv6 ${noun} ${quoteGoString(text)} ${form}, which may cause controller apply-loops`];
}
