/** An address as Kubernetes' sloppy parser reads it (`k8s.io/utils/net.ParseIPSloppy`). */
export interface IpAddress {
  /** 16 bytes; an IPv4 address is mapped (::ffff:a.b.c.d). */
  readonly bytes: readonly number[];
  /** Whether it was written as an IPv4 address. */
  readonly writtenAsIPv4: boolean;
  /** Whether a stricter parser (`net/netip`) refuses it for its leading zeros. */
  readonly hasLeadingZeros: boolean;
}

/** @returns undefined where the text is no address; a zone (`%eth0`) is none either */
export function parseIP(text: string): IpAddress | undefined {
  return parseIPv4(text) ?? parseIPv6(text);
}

function parseIPv4(text: string): IpAddress | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]+$/.test(part) && Number(part) <= 255)) return undefined;
  return {
    bytes: [...Array<number>(10).fill(0), 255, 255, ...parts.map(Number)],
    writtenAsIPv4: true,
    hasLeadingZeros: parts.some((part) => part.length > 1 && part.startsWith("0")),
  };
}

interface Groups {
  readonly bytes: readonly number[];
  readonly hasLeadingZeros: boolean;
}

function parseIPv6(text: string): IpAddress | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const before = parseGroups(head, tail === undefined);
  const after = tail === undefined ? { bytes: [], hasLeadingZeros: false } : parseGroups(tail, true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 16 - before.bytes.length - after.bytes.length;
  // "::" stands for at least one group; without it all eight must be there.
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return {
    bytes: [...before.bytes, ...Array<number>(missing).fill(0), ...after.bytes],
    writtenAsIPv4: false,
    hasLeadingZeros: before.hasLeadingZeros || after.hasLeadingZeros,
  };
}

/** Groups of hexadecimal digits between colons; the last may be an IPv4 address where the address ends with it. */
function parseGroups(text: string, endsAddress: boolean): Groups | undefined {
  if (text === "") return { bytes: [], hasLeadingZeros: false };
  const bytes: number[] = [];
  let hasLeadingZeros = false;
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (/^[0-9a-fA-F]+$/.test(group)) {
      const value = Number.parseInt(group, 16);
      if (value > 0xffff) return undefined;
      hasLeadingZeros ||= group.length > 4;
      bytes.push(value >> 8, value & 0xff);
      continue;
    }
    const embedded = endsAddress && index === groups.length - 1 ? parseIPv4(group) : undefined;
    if (embedded === undefined) return undefined;
    hasLeadingZeros ||= embedded.hasLeadingZeros;
    bytes.push(...embedded.bytes.slice(12));
  }
  return bytes.length > 16 ? undefined : { bytes, hasLeadingZeros };
}

/** Whether Go takes it for an IPv4 address: written so, or mapped into IPv6. */
export function isIPv4(address: IpAddress): boolean {
  return (
    address.bytes.slice(0, 10).every((byte) => byte === 0) && address.bytes[10] === 255 && address.bytes[11] === 255
  );
}

export function isIPv4MappedIPv6(address: IpAddress): boolean {
  return !address.writtenAsIPv4 && isIPv4(address);
}

/** Canonical text: dotted for IPv4, RFC 5952 for IPv6. */
export function formatIP(bytes: readonly number[]): string {
  if (isIPv4({ bytes, writtenAsIPv4: false, hasLeadingZeros: false })) return bytes.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  const [start, length] = longestZeroRun(groups);
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  return length < 2 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function longestZeroRun(groups: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best[1]) best = [start, index + 1 - start];
  }
  return best;
}

/** A network as Kubernetes' sloppy parser reads it (`ParseCIDRSloppy`). */
export interface Cidr {
  readonly address: IpAddress;
  /** The address with the bits beyond the prefix set to zero. */
  readonly networkBytes: readonly number[];
  /** Length of the prefix, of an address of 32 or 128 bits as it was written. */
  readonly prefixLength: number;
  /** Whether a stricter parser refuses the address or the length for its leading zeros. */
  readonly hasLeadingZeros: boolean;
}

export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const address = parseIP(text.slice(0, slash));
  const lengthText = text.slice(slash + 1);
  if (address === undefined || !/^[0-9]+$/.test(lengthText)) return undefined;
  const prefixLength = Number(lengthText);
  if (prefixLength > (address.writtenAsIPv4 ? 32 : 128)) return undefined;
  return {
    address,
    networkBytes: maskedBytes(address.bytes, prefixLength + (address.writtenAsIPv4 ? 96 : 0)),
    prefixLength,
    hasLeadingZeros: address.hasLeadingZeros || (lengthText.length > 1 && lengthText.startsWith("0")),
  };
}

function maskedBytes(bytes: readonly number[], prefixLength: number): number[] {
  return bytes.map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefixLength - 8 * index));
    return byte & (0xff << (8 - bits)) & 0xff;
  });
}

/** Canonical text of the network. */
export function formatCidr(cidr: Cidr): string {
  const mapped = isIPv4MappedIPv6(cidr.address);
  return `${formatIP(cidr.networkBytes)}/${mapped ? Math.max(0, cidr.prefixLength - 96) : cidr.prefixLength}`;
}
