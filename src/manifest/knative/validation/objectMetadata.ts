import type { JsonObject } from "../../../model/json.ts";
import { stringField, structListField } from "../../kubernetes/fields.ts";
import { nameIsDNS1035Label } from "../../kubernetes/validation/names.ts";
import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { disallowed, invalidValue, missing, problem } from "../knativeProblems.ts";

/** The name of an object of Knative: at most one thing is said of it. */
export function validateObjectName(metadata: JsonObject): KnativeProblem[] {
  const name = stringField(metadata, "name");
  const generateName = stringField(metadata, "generateName");
  const ofGenerated = generateName === "" ? [] : nameIsDNS1035Label(generateName, true);
  if (ofGenerated.length > 0) {
    return [problem(`not a DNS 1035 label prefix: [${ofGenerated.join(" ")}]`, ["generateName"])];
  }
  const ofName = name === "" ? [] : nameIsDNS1035Label(name, false);
  if (ofName.length > 0) return [problem(`not a DNS 1035 label: [${ofName.join(" ")}]`, ["name"])];
  return generateName === "" && name === "" ? [problem("name or generateName is required", ["name"])] : [];
}

/** The name that a template gives its revision: it begins with that of the object that the template is part of. */
export function validateRevisionName(template: JsonObject, parent: JsonObject): KnativeProblem[] {
  const name = stringField(template, "name");
  const generateName = stringField(template, "generateName");
  const ofGenerated = generateName === "" ? [] : nameIsDNS1035Label(generateName, true);
  if (ofGenerated.length > 0) {
    return [invalidValue(`not a DNS 1035 label prefix: [${ofGenerated.join(" ")}]`, "metadata.generateName")];
  }
  if (name === "") return [];
  const ofName = nameIsDNS1035Label(name, false);
  if (ofName.length > 0) return [invalidValue(`not a DNS 1035 label: [${ofName.join(" ")}]`, "metadata.name")];
  const parentName = stringField(parent, "name");
  if (parentName === "" && stringField(parent, "generateName") !== "") return [disallowed("metadata.name")];
  if (name.startsWith(`${parentName}-`)) return [];
  return [invalidValue(`${quoteGoString(name)} must have prefix ${quoteGoString(`${parentName}-`)}`, "metadata.name")];
}

/** A label that names an owner needs that owner among the references. */
export function validateOwnerLabel(metadata: JsonObject, label: string, ownerKind: string): KnativeProblem[] {
  const labels = metadata["labels"] as Readonly<Record<string, string>> | undefined;
  const owner = labels !== undefined && Object.hasOwn(labels, label) ? labels[label] : undefined;
  if (owner === undefined) return [];
  const isOwned = structListField(metadata, "ownerReferences").some(
    (reference) => stringField(reference, "kind") === ownerKind && stringField(reference, "name") === owner,
  );
  return isOwned ? [] : [missing(label)];
}
