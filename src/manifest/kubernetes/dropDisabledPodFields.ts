import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isJsonObject } from "../../model/json.ts";
import { listField, pointerField, stringField, structListField } from "./fields.ts";
import type { ManifestRelease } from "./release.ts";

/**
 * The spec of a pod or template as the server goes on with it: without the fields that the release knows but does not use,
 * because the gate of the feature is off by default (pkg/api/pod `DropDisabledPodFields`). They are neither checked nor stored.
 */
export function dropDisabledPodFields(spec: JsonObject, release: ManifestRelease): JsonObject {
  return transform(
    without(release.imageVolumes ? spec : dropImageVolumes(spec), [
      ...(release.userNamespaces ? [] : ["hostUsers"]),
      ...(release.podLevelResources ? [] : ["resources"]),
      ...(release.resourceClaims ? [] : ["resourceClaims"]),
      ...(release.hostnameOverride ? [] : ["hostnameOverride"]),
    ]),
    {
      securityContext: (context) =>
        release.podSecurityPolicies ? context : without(context, ["supplementalGroupsPolicy", "seLinuxChangePolicy"]),
      containers: (container) => dropContainerFields(container, release, false),
      initContainers: (container) => dropContainerFields(container, release, true),
      ephemeralContainers: (container) => dropContainerFields(container, release, false),
      affinity: (affinity) => (release.affinityMatchLabelKeys ? affinity : dropMatchLabelKeys(affinity)),
    },
  );
}

/** Volumes from images go, and with them all mounts of their names. */
function dropImageVolumes(spec: JsonObject): JsonObject {
  const volumes = structListField(spec, "volumes");
  const kept = volumes.filter((volume) => pointerField(volume, "image") === undefined);
  if (kept.length === volumes.length) return spec;
  const imageNames = new Set(
    volumes.filter((volume) => !kept.includes(volume)).map((volume) => stringField(volume, "name")),
  );
  const dropMounts = (container: JsonObject): JsonObject => {
    const mounts = structListField(container, "volumeMounts");
    const keptMounts = mounts.filter((mount) => !imageNames.has(stringField(mount, "name")));
    return keptMounts.length === mounts.length ? container : { ...container, volumeMounts: keptMounts };
  };
  return transform(
    { ...spec, volumes: kept },
    { containers: dropMounts, initContainers: dropMounts, ephemeralContainers: dropMounts },
  );
}

function dropContainerFields(container: JsonObject, release: ManifestRelease, isInit: boolean): JsonObject {
  return transform(
    without(container, [
      ...droppedRestartFields(container, release, isInit),
      ...(release.resizePolicy ? [] : ["resizePolicy"]),
      ...(hasStopSignalAlone(container) ? ["lifecycle"] : []),
    ]),
    {
      lifecycle: (lifecycle) => dropLifecycleFields(lifecycle, release),
      securityContext: (context) => (release.procMount ? context : forceDefaultProcMount(context)),
      resources: (resources) => (release.resourceClaims ? resources : without(resources, ["claims"])),
      volumeMounts: (mount) => (release.recursiveReadOnlyMounts ? mount : without(mount, ["recursiveReadOnly"])),
      env: (variable) =>
        release.environmentFiles
          ? variable
          : transform(variable, { valueFrom: (source) => without(source, ["fileKeyRef"]) }),
    },
  );
}

/** `Always` of an init container stays where sidecars are known, whatever becomes of the other policies. */
function droppedRestartFields(container: JsonObject, release: ManifestRelease, isInit: boolean): string[] {
  if (isInit && !release.sidecarContainers) return ["restartPolicy"];
  if (release.containerRestartRules !== "dropped") return [];
  const isSidecar = isInit && stringField(container, "restartPolicy") === "Always";
  return isSidecar ? ["restartPolicyRules"] : ["restartPolicy", "restartPolicyRules"];
}

/** `stopSignal` is off in every release up to 1.37. With it goes a lifecycle that held nothing else (validation/pods `pod/00095`). */
function hasStopSignalAlone(container: JsonObject): boolean {
  const fields = Object.keys(pointerField(container, "lifecycle") ?? {});
  return fields.length === 1 && fields[0] === "stopSignal";
}

function dropLifecycleFields(lifecycle: JsonObject, release: ManifestRelease): JsonObject {
  const kept = without(lifecycle, ["stopSignal"]);
  if (release.sleepAction) return kept;
  const dropSleep = (handler: JsonObject): JsonObject => without(handler, ["sleep"]);
  return transform(kept, { postStart: dropSleep, preStop: dropSleep });
}

/** The server does not drop this one, it overwrites it. */
function forceDefaultProcMount(context: JsonObject): JsonObject {
  return context["procMount"] === undefined ? context : { ...context, procMount: "Default" };
}

function dropMatchLabelKeys(affinity: JsonObject): JsonObject {
  const fromTerm = (term: JsonObject): JsonObject => without(term, ["matchLabelKeys", "mismatchLabelKeys"]);
  const fromAffinity = (podAffinity: JsonObject): JsonObject =>
    transform(podAffinity, {
      requiredDuringSchedulingIgnoredDuringExecution: fromTerm,
      preferredDuringSchedulingIgnoredDuringExecution: (weighted) => transform(weighted, { podAffinityTerm: fromTerm }),
    });
  return transform(affinity, { podAffinity: fromAffinity, podAntiAffinity: fromAffinity });
}

/** The object without some fields; itself where it has none of them. */
function without(object: JsonObject, fields: readonly string[]): JsonObject {
  if (!fields.some((field) => object[field] !== undefined)) return object;
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}

/** The object with fields that are structs, or lists of structs, changed; itself where nothing changes. */
function transform(
  object: JsonObject,
  changes: Readonly<Record<string, (inner: JsonObject) => JsonObject>>,
): JsonObject {
  const changed = Object.entries(changes).flatMap(([field, change]): [string, JsonValue][] => {
    const inner = pointerField(object, field);
    if (inner !== undefined) {
      const outcome = change(inner);
      return outcome === inner ? [] : [[field, outcome]];
    }
    const items = listField(object, field);
    const outcomes = items.map((item) => (isJsonObject(item) ? change(item) : item));
    return outcomes.every((outcome, index) => outcome === items[index]) ? [] : [[field, outcomes]];
  });
  return changed.length === 0 ? object : { ...object, ...Object.fromEntries(changed) };
}
