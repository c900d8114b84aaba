import { printable } from "../model/printable.ts";

/** Attributes; `on…` are listeners, `class` the class, `true` an attribute without value; undefined and false are left out. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => void)>>;

/** Text, or an element; nothing at all for undefined. */
export type Child = Node | string | undefined;

/** Builds an element. All text becomes text nodes: nothing that a manifest says can be markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const built = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") built.addEventListener(name.slice(2), value as (event: Event) => void);
    else if (value === true) built.setAttribute(name, "");
    else if (value !== undefined && value !== false) built.setAttribute(name, printable(String(value)));
  }
  fill(built, ...children);
  return built;
}

/** Puts children into an element in place of those it has. */
export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(
    ...children.flatMap((child) => {
      if (child === undefined) return [];
      return [typeof child === "string" ? document.createTextNode(printable(child)) : child];
    }),
  );
}
