import { isClusterAction } from "../model/clusterScenario.ts";
import type { ObjectManifest } from "../model/clusterScenario.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { Scenario } from "../model/scenario.ts";
import { selects } from "./findings/rules/selects.ts";

type Labels = Readonly<Record<string, string>>;

/** What the API server takes of a scenario's objects, and what is hardly meant so: one sentence each. Later versions of an object count, too. */
export function objectNotes({ objects = [], actions = [] }: Scenario): readonly string[] {
  const applied = actions.filter(isClusterAction).flatMap((action) => (action.do === "apply" ? [action.object] : []));
  const all = [...objects, ...applied];
  return [
    ...all.flatMap((object) => (object.kind === "Service" ? serviceNotes(object, all) : [])),
    ...objects.flatMap((object, index) => sharedNotes(object, objects.slice(index + 1))),
    ...objects.flatMap((object) => (object.kind === "StatefulSet" ? governingNotes(object, all) : [])),
  ];
}

function serviceNotes({ metadata, spec }: ObjectManifest, all: readonly ObjectManifest[]): readonly string[] {
  const wanted = labelsIn(spec["selector"]);
  if (Object.keys(wanted).length === 0) return [];
  const isSelected = (object: ObjectManifest): boolean => selects({ matchLabels: wanted }, podLabels(object));
  if (all.some((object) => object.kind !== "Service" && isSelected(object))) return [];
  const text = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
  return [`Service ${metadata.name} selects ${text.join(",")}, which no pod of the scenario has`];
}

function sharedNotes(object: ObjectManifest, others: readonly ObjectManifest[]): readonly string[] {
  return others
    .filter((other) => selects(selectorOf(object), podLabels(other)) && selects(selectorOf(other), podLabels(object)))
    .map((other) => `${titleOf(object)} and ${titleOf(other)} select each other's pods`);
}

function governingNotes({ metadata, spec }: ObjectManifest, all: readonly ObjectManifest[]): readonly string[] {
  const { serviceName } = spec;
  if (typeof serviceName !== "string" || serviceName === "") return [];
  if (all.some((object) => object.kind === "Service" && object.metadata.name === serviceName)) return [];
  return [`StatefulSet ${metadata.name} names the Service ${serviceName}, which the scenario does not have`];
}

const titleOf = ({ kind, metadata }: ObjectManifest): string => `${kind} ${metadata.name}`;

/** Of a Service and of a Pod nothing: neither owns what it selects. */
function selectorOf({ kind, spec }: ObjectManifest): JsonValue | undefined {
  return kind === "Deployment" || kind === "StatefulSet" || kind === "DaemonSet" ? spec["selector"] : undefined;
}

function podLabels({ kind, metadata, spec }: ObjectManifest): Labels {
  if (kind === "Pod") return metadata.labels ?? {};
  const template: JsonObject = isJsonObject(spec["template"]) ? spec["template"] : {};
  const ofTemplate = template["metadata"];
  return isJsonObject(ofTemplate) ? labelsIn(ofTemplate["labels"]) : {};
}

function labelsIn(value: JsonValue | undefined): Labels {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([key, label]) => (typeof label === "string" ? [[key, label] as const] : [])),
  );
}
