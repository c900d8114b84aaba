import type { JsonObject } from "../../../model/json.ts";
import { inGoOrder } from "../../kubernetes/goObject.ts";
import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { draftOf, items, made } from "../../kubernetes/defaults/draft.ts";
import { structField } from "../../kubernetes/fields.ts";
import type { KnativeKind } from "../knativeKinds.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import { knativeStruct } from "../knativeTypes.ts";
import { defaultRevisionSpec } from "./revisionDefaults.ts";

/** The object as the webhook completes it when it is created; the argument stays as it is. */
export function applyKnativeDefaults(object: JsonObject, kind: KnativeKind, config: KnativeConfig): JsonObject {
  const draft = draftOf(object);
  const spec = made(draft, "spec");
  const metadata = structField(object, "metadata");
  // Names of containers may come from the metadata of the object that holds the template; a revision alone has no such parent.
  if (kind === "Revision") defaultRevisionSpec(spec, {}, config);
  if (kind === "Service" || kind === "Configuration") {
    defaultRevisionSpec(made(made(spec, "template"), "spec"), metadata, config);
  }
  if (kind === "Service" && items(spec, "traffic").length === 0) {
    spec["traffic"] = [{ percent: 100, latestRevision: true }];
  }
  if (kind === "Service" || kind === "Route") items(spec, "traffic").forEach(defaultTrafficTarget);
  if (Object.keys(spec).length === 0) delete draft["spec"];
  return inGoOrder(knativeStruct(kind, config.release), draft);
}

function defaultTrafficTarget(target: Draft): void {
  target["latestRevision"] ??= target["revisionName"] === undefined;
  target["percent"] ??= 0;
}
