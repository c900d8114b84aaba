/** Longer ones have a line for each of their parts. */
const LINE_MAX = 100;
const NAME = /^[A-Za-z_$][\w$]*$/;

/** Plain data as a person would write it in TypeScript. Without a last line feed. */
export function literal(value: unknown, indent = ""): string {
  const flat = flatLiteral(value);
  if (indent.length + flat.length <= LINE_MAX || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : fieldsOf(value).map(([key, item]) => `${keyText(key)}: ${literal(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close}`;
}

function flatLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = fieldsOf(value).map(([key, item]) => `${keyText(key)}: ${flatLiteral(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function fieldsOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** `__proto__: x` would set a prototype, however it is quoted. */
function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return NAME.test(key) ? key : JSON.stringify(key);
}
