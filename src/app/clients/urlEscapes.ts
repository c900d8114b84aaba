import type { ByteString } from "./byteString.ts";
import { quoteBytes } from "./byteString.ts";

/** Parts of a URL, each with its own set of bytes that stand for themselves. */
export type UrlPart = "path" | "host" | "zone" | "userinfo" | "fragment";

const UNRESERVED = String.raw`a-zA-Z0-9._~\-`;
const IN_HOST = String.raw`!"$&'()*+,:;<=>[\]`;
const PLAIN_BYTES: Readonly<Record<UrlPart, string>> = {
  path: "$&+,/:;=@",
  host: IN_HOST,
  zone: IN_HOST,
  userinfo: "$&+,;=",
  fragment: "!$&()*+,/:;=?@",
};
const PLAIN = regExpsOf((bytes) => new RegExp(`^[${bytes}]$`));
const ALL_PLAIN = regExpsOf((bytes) => new RegExp(`^[${bytes}]*$`));

function regExpsOf(regExpOf: (bytes: string) => RegExp): Readonly<Record<UrlPart, RegExp>> {
  const of = (part: UrlPart): RegExp => regExpOf(UNRESERVED + PLAIN_BYTES[part]);
  return { path: of("path"), host: of("host"), zone: of("zone"), userinfo: of("userinfo"), fragment: of("fragment") };
}

/** What stands for itself in a URL as it was received, besides what `escape` leaves alone (RFC 3986, 3.3). */
const ALSO_VALID = /[!$&'()*+,;=:@[\]%]/;

export function escape(bytes: ByteString, part: UrlPart): ByteString {
  if (ALL_PLAIN[part].test(bytes)) return bytes;
  let escaped = "";
  for (const byte of bytes) {
    escaped += PLAIN[part].test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}

/** Whether an encoding that was received may be sent on as it is. */
export function isValidEncoding(bytes: ByteString, part: "path" | "fragment"): boolean {
  for (const byte of bytes) if (!ALSO_VALID.test(byte) && !PLAIN[part].test(byte)) return false;
  return true;
}

/** The bytes that are meant, or what Go's URL parser says against them. */
export function unescape(
  escaped: ByteString,
  part: UrlPart,
): { readonly bytes: ByteString } | { readonly error: ByteString } {
  if (ALL_PLAIN[part].test(escaped)) return { bytes: escaped };
  let bytes = "";
  for (let index = 0; index < escaped.length; index++) {
    const byte = escaped[index] as string;
    if (byte === "%") {
      const triple = escaped.slice(index, index + 3);
      if (!isAllowedEscape(triple, part)) return { error: `invalid URL escape ${quoteBytes(triple)}` };
      bytes += String.fromCharCode(Number.parseInt(triple.slice(1), 16));
      index += 2;
    } else if ((part === "host" || part === "zone") && byte < "\x80" && !PLAIN[part].test(byte)) {
      return { error: `invalid character ${quoteBytes(byte)} in host name` };
    } else {
      bytes += byte;
    }
  }
  return { bytes };
}

/** In a host only bytes that are not ASCII may be escaped, and a percent sign; in a zone what a host may hold, too. */
function isAllowedEscape(triple: string, part: UrlPart): boolean {
  if (!/^%[0-9a-fA-F]{2}$/.test(triple)) return false;
  if (triple === "%25") return true;
  const code = Number.parseInt(triple.slice(1), 16);
  if (part === "host") return code >= 0x80;
  return part !== "zone" || code === 0x20 || PLAIN.host.test(String.fromCharCode(code));
}
