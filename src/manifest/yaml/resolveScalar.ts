/** A scalar as go-yaml v2 resolves it, which is what kubectl and the API server read YAML with. Integers keep all their digits. */
export type YamlScalar =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" };

/*
 * The rules lie between YAML 1.1 and 1.2 (go-yaml v2 `resolve`; validation/strict `strict/hand/025` to `043`): `yes`, `on`, `y` are
 * true, `0120`, `0o120`, `0x50`, `0b1010000` and `8_0` are 80, `10.0` and `1e1` are floats that JSON writes as 10, `1:30` and dates
 * are texts.
 */
const TRUE = new Set(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]);
const FALSE = new Set(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]);
const NULL = new Set(["", "~", "null", "Null", "NULL"]);
const SPECIAL_FLOATS = new Map<string, number>([
  ...[".nan", ".NaN", ".NAN"].map((text): [string, number] => [text, Number.NaN]),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((text): [string, number] => [
    text,
    Number.POSITIVE_INFINITY,
  ]),
  ...["-.inf", "-.Inf", "-.INF"].map((text): [string, number] => [text, Number.NEGATIVE_INFINITY]),
]);
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/** A plain scalar (not quoted, no block) without a tag. */
export function resolvePlainScalar(text: string): YamlScalar {
  // Nearly all texts are told by their first letter.
  if (!/^[-+.\d~yYnNtTfFoO]|^$/.test(text)) return { kind: "string", value: text };
  if (NULL.has(text)) return { kind: "null" };
  if (TRUE.has(text)) return { kind: "boolean", value: true };
  if (FALSE.has(text)) return { kind: "boolean", value: false };
  const special = SPECIAL_FLOATS.get(text);
  if (special !== undefined) return { kind: "float", value: special };
  const first = text[0] ?? "";
  // A text that begins with a dot is given to ParseFloat as it is: underscores stay.
  if (first === ".") return resolveFloat(text) ?? { kind: "string", value: text };
  if (!/[-+\d]/.test(first)) return { kind: "string", value: text };
  const plain = text.replaceAll("_", "");
  return resolveInteger(plain) ?? resolveFloat(plain) ?? { kind: "string", value: text };
}

function resolveInteger(text: string): YamlScalar | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign = "", hexadecimal, binary, octal, decimal = "0"] = match;
  let value: bigint;
  if (hexadecimal !== undefined) value = BigInt(`0x${hexadecimal}`);
  else if (binary !== undefined) value = BigInt(`0b${binary}`);
  else if (octal !== undefined) value = BigInt(`0o${octal}`);
  else value = BigInt(decimal);
  if (sign === "-") value = -value;
  // ParseUint, which is tried after ParseInt, takes no sign.
  const max = sign === "+" ? -INT64_MIN - 1n : UINT64_MAX;
  return value >= INT64_MIN && value <= max ? { kind: "integer", value } : undefined;
}

function resolveFloat(text: string): YamlScalar | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? { kind: "float", value } : undefined;
}

const TAGS: Readonly<Record<string, YamlScalar["kind"] | "timestamp" | "binary">> = {
  "tag:yaml.org,2002:str": "string",
  "tag:yaml.org,2002:int": "integer",
  "tag:yaml.org,2002:float": "float",
  "tag:yaml.org,2002:bool": "boolean",
  "tag:yaml.org,2002:null": "null",
  "tag:yaml.org,2002:timestamp": "timestamp",
  "tag:yaml.org,2002:binary": "binary",
};

/** A scalar with an explicit tag (in full); undefined where the text is nothing of the kind. A tag of one's own makes a text. */
export function resolveTaggedScalar(tag: string, text: string): YamlScalar | undefined {
  const wanted = TAGS[tag];
  if (wanted === undefined || wanted === "string") return { kind: "string", value: text };
  if (wanted === "timestamp") return /^\d{4}-/.test(text) ? { kind: "string", value: text } : undefined;
  if (wanted === "binary") return decodeBase64(text);
  const scalar = resolvePlainScalar(text);
  if (wanted === "float" && scalar.kind === "integer") return { kind: "float", value: Number(scalar.value) };
  return scalar.kind === wanted ? scalar : undefined;
}

function decodeBase64(text: string): YamlScalar | undefined {
  const compact = text.replaceAll(/[\r\n]/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  const bytes = Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
  return { kind: "string", value: new TextDecoder().decode(bytes) };
}

/**
 * A scalar as the key of a JSON object; undefined for what cannot be one: null, and integers beyond int64. Floats are written with
 * 32 bits, as sigs.k8s.io/yaml does there.
 */
export function yamlKeyText(scalar: YamlScalar): string | undefined {
  if (scalar.kind === "null" || (scalar.kind === "integer" && scalar.value >= -INT64_MIN)) return undefined;
  if (scalar.kind !== "float") return String(scalar.value);
  if (Number.isNaN(scalar.value)) return ".nan";
  if (!Number.isFinite(scalar.value)) return scalar.value > 0 ? ".inf" : "-.inf";
  return formatFloat32(scalar.value);
}

/** Go's FormatFloat(value, 'g', -1, 32): the shortest decimal that is the same 32-bit float. */
function formatFloat32(value: number): string {
  const rounded = Math.fround(value);
  for (let digits = 1; digits < 17; digits += 1) {
    if (Math.fround(Number(rounded.toPrecision(digits))) !== rounded) continue;
    const [mantissa = "", exponentText = "0"] = rounded.toExponential(digits - 1).split("e");
    const exponent = Number(exponentText);
    if (exponent >= -4 && exponent < 6) return String(Number(rounded.toPrecision(digits)));
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return String(rounded);
}

/** A number as Go's JSON encoder writes it. */
export function jsonNumberText(scalar: Extract<YamlScalar, { kind: "integer" | "float" }>): string {
  return Object.is(scalar.value, -0) ? "-0" : String(scalar.value);
}
