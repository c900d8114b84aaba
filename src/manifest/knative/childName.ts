import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

const LONGEST = 63;
const HASH_LENGTH = 32;
const HEAD = LONGEST - HASH_LENGTH;

/** The name of something that belongs to a parent; what would be too long is cut and gets a hash (knative.dev/pkg `ChildName`). */
export function childName(parent: string, suffix: string): string {
  if (parent.length <= LONGEST - suffix.length) return `${parent}${suffix}`;
  if (suffix.length < HEAD) return `${parent.slice(0, HEAD - suffix.length)}${md5Hex(parent)}${suffix}`;
  const hashed = `${parent.slice(0, HEAD)}${md5Hex(`${parent}${suffix}`)}`;
  return `${hashed}${suffix.slice(0, Math.max(LONGEST - hashed.length, 0))}`.replace(/[^A-Za-z0-9]+$/, "");
}

function md5Hex(text: string): string {
  return bytesToHex(md5(utf8ToBytes(text)));
}
