import { isJsonObject } from "../../model/json.ts";
import type { JsonValue } from "../../model/json.ts";
import type { PodTemplate } from "../podTemplate.ts";

type Texts = Readonly<Record<string, string>>;

function textsOf(value: JsonValue | undefined): Texts {
  return isJsonObject(value) ? (value as Texts) : {};
}

/** What pods of a template get of its metadata. */
export function templateLabels({ metadata }: PodTemplate): { readonly labels: Texts; readonly annotations: Texts } {
  return { labels: textsOf(metadata?.["labels"]), annotations: textsOf(metadata?.["annotations"]) };
}
