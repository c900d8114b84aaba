const DEFAULT_DOMAIN = "docker.io";
const COMPONENT = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const DOMAIN = `(?:${COMPONENT}(?:\\.${COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const REFERENCE = new RegExp(
  `^((?:${DOMAIN}/)?${PATH_COMPONENT}(?:/${PATH_COMPONENT})*)(?::(\\w[\\w.-]{0,127}))?(?:@(${DIGEST}))?$`,
);
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };
const PATH_LENGTH_MAX = 255;

/** Longer texts cannot be references; also keeps the work on hostile input small. */
const REFERENCE_LENGTH_MAX = 1024;

/**
 * The tag of an image, `latest` where neither tag nor digest is given (Kubernetes `parsers.ParseImageName`); undefined without a
 * tag but with a digest, and for what is no image reference.
 */
export function imageTag(image: string): string | undefined {
  if (image.length > REFERENCE_LENGTH_MAX || /^[a-f0-9]{64}$/.test(image)) return undefined;
  const [domain, path] = splitDomain(image);
  const repository = path.split(":")[0] ?? "";
  if (repository.toLowerCase() !== repository) return undefined;
  const match = REFERENCE.exec(`${domain}/${path}`);
  if (match === null) return undefined;
  const [, name = "", tag, digest] = match;
  if (name.length - domain.length - 1 > PATH_LENGTH_MAX || (digest !== undefined && !isDigest(digest)))
    return undefined;
  return tag ?? (digest === undefined ? "latest" : undefined);
}

/** As Docker normalizes names: what looks like no host belongs to docker.io, and there single names to `library`. */
function splitDomain(image: string): [domain: string, path: string] {
  const slash = image.indexOf("/");
  const first = image.slice(0, Math.max(slash, 0));
  const isDomain = slash >= 0 && (first === "localhost" || /[.:]/.test(first) || first.toLowerCase() !== first);
  const domain = isDomain && first !== "index.docker.io" ? first : DEFAULT_DOMAIN;
  const path = isDomain ? image.slice(slash + 1) : image;
  return [domain, domain === DEFAULT_DOMAIN && !path.includes("/") ? `library/${path}` : path];
}

function isDigest(digest: string): boolean {
  const [algorithm = "", hexadecimal = ""] = digest.split(":");
  return DIGEST_LENGTHS[algorithm] === hexadecimal.length && /^[a-f0-9]+$/.test(hexadecimal);
}
