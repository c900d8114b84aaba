import { quoteGoString } from "./quoteGoString.ts";

/*
 * Why Go's `net/netip` refuses a text, which Kubernetes 1.32 and older quote in warnings, and Go's URL parser in errors. In
 * manifests Kubernetes reads addresses with an older, sloppier parser (`ipAddress.ts`).
 */

/** What `netip.ParseAddr` says about a text; undefined where it is an address, with a zone or without. */
export function netipAddressProblem(text: string): string | undefined {
  const problem = addressProblem(text);
  if (problem === undefined) return undefined;
  const place = problem.at === undefined || problem.at === "" ? "" : ` (at ${quoteGoString(problem.at)})`;
  return `ParseAddr(${quoteGoString(text)}): ${problem.message}${place}`;
}

/** What `netip.ParsePrefix` says about a text; undefined where it is a prefix. */
export function netipPrefixProblem(text: string): string | undefined {
  const slash = text.lastIndexOf("/");
  const address = text.slice(0, slash);
  const bits = text.slice(slash + 1);
  const failed = (message: string): string => `netip.ParsePrefix(${quoteGoString(text)}): ${message}`;
  if (slash < 0) return failed("no '/'");
  const problem = netipAddressProblem(address);
  if (problem !== undefined) return failed(problem);
  if (address.includes("%")) return failed("IPv6 zones cannot be present in a prefix");
  if (!/^(?:[0-9]|[1-9][0-9]+)$/.test(bits)) return failed(`bad bits after slash: ${quoteGoString(bits)}`);
  return Number(bits) > (address.includes(":") ? 128 : 32) ? failed("prefix length out of range") : undefined;
}

interface Problem {
  readonly message: string;
  /** The rest of the text where the parser gave up. */
  readonly at?: string;
}

function addressProblem(text: string): Problem | undefined {
  const first = /[.:%]/.exec(text)?.[0];
  if (first === ".") return ipv4Problem(text);
  if (first === ":") return ipv6Problem(text);
  return { message: first === "%" ? "missing IPv6 address" : "unable to parse IP" };
}

function ipv4Problem(text: string): Problem | undefined {
  let dots = 0;
  let octet = "";
  for (const [index, character] of [...text].entries()) {
    if (/[0-9]/.test(character)) {
      if (octet === "0") return { message: "IPv4 field has octet with leading zero" };
      octet += character;
      if (Number(octet) > 255) return { message: "IPv4 field has value >255" };
      continue;
    }
    const at = [...text].slice(index).join("");
    if (character !== ".") return { message: "unexpected character", at };
    if (octet === "" || at === ".") return { message: "IPv4 field must have at least one digit", at };
    if (dots === 3) return { message: "IPv4 address too long" };
    dots++;
    octet = "";
  }
  return dots < 3 ? { message: "IPv4 address too short" } : undefined;
}

function ipv6Problem(text: string): Problem | undefined {
  const percent = text.indexOf("%");
  if (percent === text.length - 1) return { message: "zone must be a non-empty string" };
  let rest = percent < 0 ? text : text.slice(0, percent);
  let hasEllipsis = rest.startsWith("::");
  if (hasEllipsis) rest = rest.slice(2);
  if (hasEllipsis && rest === "") return undefined;
  let byteCount = 0;
  while (byteCount < 16) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? "";
    if (digits.length > 4) return { message: "each group must have 4 or less digits", at: rest };
    if (digits === "") return { message: "each colon-separated field must have at least one digit", at: rest };
    if (rest[digits.length] === ".") {
      const problem = embeddedProblem(rest, byteCount, hasEllipsis);
      if (problem !== undefined) return problem;
      rest = "";
      byteCount += 4;
      break;
    }
    byteCount += 2;
    rest = rest.slice(digits.length);
    if (rest === "") break;
    if (!rest.startsWith(":")) return { message: "unexpected character, want colon", at: rest };
    if (rest === ":") return { message: "colon must be followed by more characters", at: rest };
    rest = rest.slice(1);
    if (!rest.startsWith(":")) continue;
    if (hasEllipsis) return { message: "multiple :: in address", at: rest };
    hasEllipsis = true;
    rest = rest.slice(1);
    if (rest === "") break;
  }
  if (rest !== "") return { message: "trailing garbage after address", at: rest };
  if (byteCount < 16) return hasEllipsis ? undefined : { message: "address string too short" };
  return hasEllipsis ? { message: "the :: must expand to at least one field of zeros" } : undefined;
}

/** An IPv4 address may stand for the last four bytes. */
function embeddedProblem(rest: string, byteCount: number, hasEllipsis: boolean): Problem | undefined {
  if (!hasEllipsis && byteCount !== 12) {
    return { message: "embedded IPv4 address must replace the final 2 fields of the address", at: rest };
  }
  if (byteCount + 4 > 16) {
    return { message: "too many hex fields to fit an embedded IPv4 at the end of the address", at: rest };
  }
  return ipv4Problem(rest);
}
