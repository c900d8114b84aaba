import { netipAddressProblem } from "../../model/netip.ts";
import type { ByteString } from "./byteString.ts";
import { quoteBytes, textOf } from "./byteString.ts";
import { escape, isValidEncoding, unescape } from "./urlEscapes.ts";

/**
 * A URL as Go's `net/url` (1.26) understands it: the kubelet builds, sends and prints URLs with that package, which differs
 * from the WHATWG's `URL` in what it refuses and escapes. [backends/request]
 */
export interface GoUrl {
  /** Lower case; empty: relative. */
  readonly scheme: ByteString;
  /** What follows the scheme of a URL without slashes (`mailto:x`). */
  readonly opaque: ByteString;
  readonly user?: { readonly name: ByteString; readonly password?: ByteString };
  /** With the port, if there is one. */
  readonly host: ByteString;
  /** Unescaped. */
  readonly path: ByteString;
  /** The path as received, where escaping `path` would not give it back. */
  readonly rawPath: ByteString;
  readonly query: ByteString;
  /** A question mark with nothing behind it. */
  readonly hasEmptyQuery: boolean;
  readonly fragment: ByteString;
  readonly rawFragment: ByteString;
  /** `scheme:/path`: no authority was given. */
  readonly omitsHost: boolean;
}

type Parsed<T> = T | { readonly error: ByteString };

const EMPTY: GoUrl = {
  scheme: "",
  opaque: "",
  host: "",
  path: "",
  rawPath: "",
  query: "",
  hasEmptyQuery: false,
  fragment: "",
  rawFragment: "",
  omitsHost: false,
};

/** A URL that is nothing but a path, whatever it holds. */
export function urlOfPath(path: ByteString): GoUrl {
  return { ...EMPTY, path };
}

/** The URL, or Go's error text (`parse "…": …`). */
export function parseUrl(text: ByteString): Parsed<GoUrl> {
  const [address, fragment] = cut(text, "#");
  const url = parseAddress(address);
  if ("error" in url) return { error: `parse ${quoteBytes(address)}: ${url.error}` };
  if (fragment === "") return url;
  const meant = unescape(fragment, "fragment");
  if ("error" in meant) return { error: `parse ${quoteBytes(text)}: ${meant.error}` };
  const rawFragment = escape(meant.bytes, "fragment") === fragment ? "" : fragment;
  return { ...url, fragment: meant.bytes, rawFragment };
}

function parseAddress(address: ByteString): Parsed<GoUrl> {
  if (/[\0-\x1f\x7f]/.test(address)) return { error: "net/url: invalid control character in URL" };
  if (address === "*") return urlOfPath("*");
  if (address.startsWith(":")) return { error: "missing protocol scheme" };
  const scheme = (/^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(address)?.[1] ?? "").toLowerCase();
  const afterScheme = scheme === "" ? address : address.slice(scheme.length + 1);
  const hasEmptyQuery = afterScheme.indexOf("?") === afterScheme.length - 1 && afterScheme !== "";
  const [rest, query] = cut(afterScheme, "?");
  const base = { ...EMPTY, scheme, query, hasEmptyQuery };
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { ...base, opaque: rest };
    if (cut(rest, "/")[0].includes(":")) return { error: "first path segment in URL cannot contain colon" };
  }
  if (!rest.startsWith("//") || (scheme === "" && rest.startsWith("///"))) {
    return withPath({ ...base, omitsHost: scheme !== "" && rest.startsWith("/") }, rest);
  }
  const slash = rest.indexOf("/", 2);
  const authority = parseAuthority(scheme, rest.slice(2, slash < 0 ? undefined : slash));
  if ("error" in authority) return authority;
  return withPath({ ...base, ...authority }, slash < 0 ? "" : rest.slice(slash));
}

function parseAuthority(scheme: ByteString, authority: ByteString): Parsed<Pick<GoUrl, "host" | "user">> {
  const at = authority.lastIndexOf("@");
  const host = parseHost(scheme, authority.slice(at + 1));
  if (typeof host !== "string") return host;
  if (at < 0) return { host };
  const userinfo = authority.slice(0, at);
  if (!/^[a-zA-Z0-9._:~!$&'()*+,;=%@-]*$/.test(userinfo)) return { error: "net/url: invalid userinfo" };
  const [rawName, rawPassword] = cut(userinfo, ":");
  const name = unescape(rawName, "userinfo");
  if ("error" in name) return name;
  if (!userinfo.includes(":")) return { host, user: { name: name.bytes } };
  const password = unescape(rawPassword, "userinfo");
  if ("error" in password) return password;
  return { host, user: { name: name.bytes, password: password.bytes } };
}

function parseHost(scheme: ByteString, host: ByteString): ByteString | { readonly error: ByteString } {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) return { error: "invalid IP-literal" };
  if (bracket === 0) return parseBracketedHost(host);
  // Of several colons the last begins the port, but HTTP takes only one.
  const colon = scheme === "http" || scheme === "https" ? host.indexOf(":") : host.lastIndexOf(":");
  if (colon >= 0 && !isOptionalPort(host.slice(colon)))
    return { error: `invalid port ${quoteBytes(host.slice(colon))} after host` };
  const meant = unescape(host, "host");
  return "error" in meant ? meant : meant.bytes;
}

function parseBracketedHost(host: ByteString): ByteString | { readonly error: ByteString } {
  const end = host.lastIndexOf("]");
  if (end < 0) return { error: "missing ']' in host" };
  const port = host.slice(end + 1);
  if (!isOptionalPort(port)) return { error: `invalid port ${quoteBytes(port)} after host` };
  const literal = host.slice(1, end);
  const zoneAt = literal.indexOf("%25");
  const address = unescape(zoneAt < 0 ? literal : literal.slice(0, zoneAt), "host");
  if ("error" in address) return address;
  const zone = unescape(zoneAt < 0 ? "" : literal.slice(zoneAt), "zone");
  if ("error" in zone) return zone;
  const name = address.bytes + zone.bytes;
  const problem = netipAddressProblem(textOf(name));
  if (problem !== undefined) return { error: `invalid host: ${problem}` };
  return name.includes(":") ? `[${name}]${port}` : { error: "invalid IP-literal" };
}

function isOptionalPort(port: ByteString): boolean {
  return /^(?::[0-9]*)?$/.test(port);
}

function withPath(url: GoUrl, received: ByteString): Parsed<GoUrl> {
  const meant = unescape(received, "path");
  if ("error" in meant) return meant;
  const rawPath = escape(meant.bytes, "path") === received ? "" : received;
  return { ...url, path: meant.bytes, rawPath };
}

export function escapedPath(url: GoUrl): ByteString {
  if (url.rawPath !== "" && isValidEncoding(url.rawPath, "path")) {
    const meant = unescape(url.rawPath, "path");
    if ("bytes" in meant && meant.bytes === url.path) return url.rawPath;
  }
  return url.path === "*" ? "*" : escape(url.path, "path");
}

function escapedFragment(url: GoUrl): ByteString {
  if (url.rawFragment !== "" && isValidEncoding(url.rawFragment, "fragment")) {
    const meant = unescape(url.rawFragment, "fragment");
    if ("bytes" in meant && meant.bytes === url.fragment) return url.rawFragment;
  }
  return escape(url.fragment, "fragment");
}

export function formatUrl(url: GoUrl): ByteString {
  return formatWith(url, formatUserinfo(url));
}

/** As error texts show a URL: a password is hidden. */
export function printedUrl(url: GoUrl): ByteString {
  return formatWith(url, url.user?.password === undefined ? formatUserinfo(url) : `${url.user.name}:***@`);
}

/** As a Referer header shows a URL: nobody is named. */
export function urlWithoutUser(url: GoUrl): ByteString {
  return formatWith(url, "");
}

function formatUserinfo({ user }: GoUrl): ByteString {
  if (user === undefined) return "";
  const password = user.password === undefined ? "" : `:${escape(user.password, "userinfo")}`;
  return `${escape(user.name, "userinfo")}${password}@`;
}

function formatWith(url: GoUrl, userinfo: ByteString): ByteString {
  let text = url.scheme === "" ? "" : `${url.scheme}:`;
  if (url.opaque === "") {
    text += formatAuthority(url, userinfo);
    const path = escapedPath(url);
    if (path !== "" && !path.startsWith("/") && url.host !== "") text += "/";
    if (text === "" && cut(path, "/")[0].includes(":")) text = "./";
    text += path;
  } else {
    text += url.opaque;
  }
  if (url.hasEmptyQuery || url.query !== "") text += `?${url.query}`;
  return url.fragment === "" ? text : `${text}#${escapedFragment(url)}`;
}

function formatAuthority(url: GoUrl, userinfo: ByteString): ByteString {
  const hasAuthority = url.host !== "" || url.user !== undefined;
  if (!hasAuthority && (url.scheme === "" || url.omitsHost)) return "";
  return (hasAuthority || url.path !== "" ? "//" : "") + userinfo + escape(url.host, "host");
}

/** What stands in the request line: path and query. */
export function requestTarget(url: GoUrl): ByteString {
  const path =
    url.opaque === ""
      ? escapedPath(url) || "/"
      : url.opaque.startsWith("//")
        ? `${url.scheme}:${url.opaque}`
        : url.opaque;
  return url.hasEmptyQuery || url.query !== "" ? `${path}?${url.query}` : path;
}

/** The host without port and brackets. */
export function hostnameOf(url: GoUrl): ByteString {
  return splitHostPort(url.host).hostname;
}

export function portOf(url: GoUrl): ByteString {
  return splitHostPort(url.host).port;
}

function splitHostPort(host: ByteString): { hostname: ByteString; port: ByteString } {
  const colon = host.lastIndexOf(":");
  const hasPort = colon >= 0 && isOptionalPort(host.slice(colon));
  const hostname = hasPort ? host.slice(0, colon) : host;
  const isBracketed = hostname.startsWith("[") && hostname.endsWith("]");
  return { hostname: isBracketed ? hostname.slice(1, -1) : hostname, port: hasPort ? host.slice(colon + 1) : "" };
}

/** `reference` seen from `base` (RFC 3986, 5.2), or Go's error text. */
export function resolveUrl(base: GoUrl, reference: ByteString): Parsed<GoUrl> {
  const target = parseUrl(reference);
  if ("error" in target) return target;
  const scheme = target.scheme || base.scheme;
  if (target.scheme !== "" || target.host !== "" || target.user !== undefined)
    return withPath({ ...target, scheme }, resolvePath(escapedPath(target), ""));
  if (target.opaque !== "") return { ...target, scheme, host: "", path: "" };
  let url: GoUrl = { ...target, scheme };
  if (target.path === "" && !target.hasEmptyQuery && target.query === "") {
    url = { ...url, query: base.query };
    if (target.fragment === "") url = { ...url, fragment: base.fragment, rawFragment: base.rawFragment };
  }
  if (target.path === "" && base.opaque !== "") return { ...url, opaque: base.opaque, host: "", path: "" };
  const withHost = { ...url, host: base.host, ...(base.user === undefined ? {} : { user: base.user }) };
  return withPath(withHost, resolvePath(escapedPath(base), escapedPath(target)));
}

function resolvePath(base: ByteString, reference: ByteString): ByteString {
  const full =
    reference === ""
      ? base
      : reference.startsWith("/")
        ? reference
        : base.slice(0, base.lastIndexOf("/") + 1) + reference;
  if (full === "") return "";
  const segments = full.split("/");
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    if (segment === "..") kept.pop();
    else if (segment !== "." && !(index === 0 && segment === "")) kept.push(segment);
  }
  const last = segments.at(-1);
  const path = `/${kept.join("/")}`;
  return (last === "." || last === "..") && kept.length > 0 ? `${path}/` : path;
}

function cut(text: ByteString, separator: string): [before: ByteString, after: ByteString] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
