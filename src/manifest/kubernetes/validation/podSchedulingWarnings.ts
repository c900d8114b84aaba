import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, stringListField, stringMapField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { isValidLabelValue } from "./names.ts";

const DEPRECATED_NODE_LABELS: Readonly<Record<string, string>> = {
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const MORE_DEPRECATED_NODE_LABELS: Readonly<Record<string, string>> = {
  "app.kubernetes.io/created-by": "deprecated since v1.9",
  "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
  "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
};

function deprecation(label: string, release: ManifestRelease): string | undefined {
  return (
    DEPRECATED_NODE_LABELS[label] ?? (release.moreDeprecatedNodeLabels ? MORE_DEPRECATED_NODE_LABELS[label] : undefined)
  );
}

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

/** Where the pod may run: labels of nodes that have another name by now, and constraints that select nothing. */
export function schedulingWarnings(spec: JsonObject, path: string, release: ManifestRelease): string[] {
  const nodeAffinity = structField(structField(spec, "affinity"), "nodeAffinity");
  const affinityPath = `${path}.affinity.nodeAffinity`;
  return [
    ...Object.keys(stringMapField(spec, "nodeSelector") ?? {}).flatMap((label) => {
      const message = deprecation(label, release);
      return message === undefined ? [] : [`${path}.nodeSelector[${label}]: ${message}`];
    }),
    ...structListField(structField(nodeAffinity, REQUIRED), "nodeSelectorTerms").flatMap((term, index) =>
      nodeSelectorTermWarnings(term, `${affinityPath}.${REQUIRED}.nodeSelectorTerms[${index}]`, release, false),
    ),
    ...structListField(nodeAffinity, PREFERRED).flatMap((term, index) =>
      nodeSelectorTermWarnings(
        structField(term, "preference"),
        `${affinityPath}.${PREFERRED}[${index}].preference`,
        release,
        release.nodeAffinityValueWarnings,
      ),
    ),
    ...structListField(spec, "topologySpreadConstraints").flatMap((constraint, index) =>
      topologyWarnings(constraint, `${path}.topologySpreadConstraints[${index}]`, release),
    ),
  ];
}

function nodeSelectorTermWarnings(
  term: JsonObject,
  path: string,
  release: ManifestRelease,
  checkValues: boolean,
): string[] {
  return structListField(term, "matchExpressions").flatMap((expression, index) => {
    const expressionPath = `${path}.matchExpressions[${index}]`;
    const key = stringField(expression, "key");
    const message = deprecation(key, release);
    const values = checkValues ? stringListField(expression, "values") : [];
    return [
      ...(message === undefined ? [] : [`${expressionPath}.key: ${key} is ${message}`]),
      ...values.flatMap((value, valueIndex) =>
        isValidLabelValue(value, release).map(
          (problem) => `${expressionPath}.values[${valueIndex}]: ${value} is invalid, ${problem}`,
        ),
      ),
    ];
  });
}

const MATCHES_NOTHING = "a null labelSelector results in matching no pod";

function topologyWarnings(constraint: JsonObject, path: string, release: ManifestRelease): string[] {
  const topologyKey = stringField(constraint, "topologyKey");
  const message = deprecation(topologyKey, release);
  return [
    ...(message === undefined ? [] : [`${path}.topologyKey: ${topologyKey} is ${message}`]),
    ...(pointerField(constraint, "labelSelector") === undefined ? [`${path}.labelSelector: ${MATCHES_NOTHING}`] : []),
  ];
}

/** Affinity to pods that are not selected. */
export function podAffinityWarnings(spec: JsonObject, path: string): string[] {
  return ["podAffinity", "podAntiAffinity"].flatMap((type) => {
    const affinity = structField(structField(spec, "affinity"), type);
    const affinityPath = `${path}.affinity.${type}`;
    const required = structListField(affinity, REQUIRED).map((term, index) => ({
      term,
      termPath: `${affinityPath}.${REQUIRED}[${index}]`,
    }));
    const preferred = structListField(affinity, PREFERRED).map((weighted, index) => ({
      term: structField(weighted, "podAffinityTerm"),
      termPath: `${affinityPath}.${PREFERRED}[${index}].podAffinityTerm`,
    }));
    return [...required, ...preferred]
      .filter(({ term }) => pointerField(term, "labelSelector") === undefined)
      .map(({ termPath }) => `${termPath}.labelSelector: ${MATCHES_NOTHING}`);
  });
}
