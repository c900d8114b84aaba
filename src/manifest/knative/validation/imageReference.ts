const TAG = /^[A-Za-z0-9_.-]{1,128}$/;
const REPOSITORY = /^[a-z0-9_./-]{2,255}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;
const HOST_CHARACTERS = /^[A-Za-z0-9.\-_~!$&'()*+,;=%:[\]]*$/;

/** Whether Knative can make anything of an image's name (go-containerregistry `ParseReference`, weakly). */
export function isImageReference(image: string): boolean {
  if (isTagged(image)) return true;
  const [base = "", digest, ...more] = image.split("@");
  return digest !== undefined && more.length === 0 && DIGEST.test(digest) && (isTagged(base) || isRepository(base));
}

function isTagged(image: string): boolean {
  const colon = image.lastIndexOf(":");
  const tag = colon < 0 || image.slice(colon + 1).includes("/") ? undefined : image.slice(colon + 1);
  if (tag !== undefined && tag !== "" && !TAG.test(tag)) return false;
  return isRepository(tag === undefined ? image : image.slice(0, colon));
}

function isRepository(name: string): boolean {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const hasRegistry = slash >= 0 && /[.:]/.test(first);
  if (!REPOSITORY.test(hasRegistry ? name.slice(slash + 1) : name)) return false;
  return !hasRegistry || isAuthority(first);
}

/** The host and port of a URL, as Go's `url.Parse` takes them. */
function isAuthority(host: string): boolean {
  if (!HOST_CHARACTERS.test(host)) return false;
  if (!host.startsWith("[")) return /^[^:[\]]*(?::\d*)?$/.test(host);
  return /^\[[^[\]]*\](?::\d*)?$/.test(host);
}
