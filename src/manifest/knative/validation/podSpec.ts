import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, structField, structListField } from "../../kubernetes/fields.ts";
import { isDNS1123Subdomain } from "../../kubernetes/validation/names.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { FeatureName } from "../knativeFeatures.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { invalidValue, missing, problem, via } from "../knativeProblems.ts";
import { servingPort } from "./containerPorts.ts";
import { validateInitContainer, validateServingContainer, validateSidecar } from "./containers.ts";
import { disallowedFields } from "./disallowedFields.ts";
import { validatePodSecurityContext, warnOfInsecureDefaults } from "./securityContext.ts";
import type { VolumesByName } from "./volumes.ts";
import { validateVolumes } from "./volumes.ts";

const FIELDS = ["serviceAccountName", "containers", "volumes", "imagePullSecrets", "enableServiceLinks"];

/** A revision's own, beside the pod's. */
const REVISION_FIELDS = ["containerConcurrency", "timeoutSeconds", "responseStartTimeoutSeconds", "idleTimeoutSeconds"];

const FIELDS_BY_FEATURE: Readonly<Record<string, FeatureName>> = {
  affinity: "kubernetes.podspec-affinity",
  topologySpreadConstraints: "kubernetes.podspec-topologyspreadconstraints",
  hostAliases: "kubernetes.podspec-hostaliases",
  nodeSelector: "kubernetes.podspec-nodeselector",
  runtimeClassName: "kubernetes.podspec-runtimeclassname",
  tolerations: "kubernetes.podspec-tolerations",
  securityContext: "kubernetes.podspec-securitycontext",
  shareProcessNamespace: "kubernetes.podspec-shareprocessnamespace",
  priorityClassName: "kubernetes.podspec-priorityclassname",
  schedulerName: "kubernetes.podspec-schedulername",
  initContainers: "kubernetes.podspec-init-containers",
  dnsPolicy: "kubernetes.podspec-dnspolicy",
  dnsConfig: "kubernetes.podspec-dnsconfig",
  hostIPC: "kubernetes.podspec-hostipc",
  hostPID: "kubernetes.podspec-hostpid",
  hostNetwork: "kubernetes.podspec-hostnetwork",
};

/** Validates the pod in a revision's spec. */
export function validatePodSpec(spec: JsonObject, config: KnativeConfig): KnativeProblem[] {
  const containers = structListField(spec, "containers");
  const initContainers = structListField(spec, "initContainers");
  const podSecurity = pointerField(spec, "securityContext");
  const mounted = new Set(
    [...initContainers, ...containers].flatMap((container) =>
      structListField(container, "volumeMounts").map((mount) => stringField(mount, "name")),
    ),
  );
  const { volumes, problems: ofVolumes } = validateVolumes(spec, mounted, config);
  const { name: portName, problems: ofPorts } = servingPort(containers);
  const warningsOf = (field: string, container: JsonObject, index: number): KnativeProblem[] =>
    via(
      `${field}.[${index}].securityContext`,
      warnOfInsecureDefaults(podSecurity ?? {}, structField(container, "securityContext"), config),
    );
  const account = stringField(spec, "serviceAccountName");
  return [
    ...disallowedFields(spec, allowedFields(spec, config)),
    ...(podSecurity === undefined ? [] : via("securityContext", validatePodSecurityContext(podSecurity, config))),
    ...containers.flatMap((container, index) => warningsOf("containers", container, index)),
    ...initContainers.flatMap((container, index) => warningsOf("initContainers", container, index)),
    ...via("volumes", ofVolumes),
    ...validateInitContainers(initContainers, containers, volumes, config),
    ...via("containers[*]", ofPorts),
    ...validateContainers(containers, volumes, portName, config),
    ...(account === "" ? [] : isDNS1123Subdomain(account)).map((details) =>
      invalidValue(account, "serviceAccountName", details),
    ),
  ];
}

function allowedFields(spec: JsonObject, { features }: KnativeConfig): string[] {
  const isSecure = features["secure-pod-defaults"] !== "Disabled";
  const byFeature = Object.entries(FIELDS_BY_FEATURE)
    .filter(([field, feature]) => features[feature] !== "Disabled" || (field === "securityContext" && isSecure))
    .map(([field]) => field);
  const mayMount = spec["automountServiceAccountToken"] === false ? ["automountServiceAccountToken"] : [];
  return [...FIELDS, ...REVISION_FIELDS, ...byFeature, ...mayMount];
}

function duplicateName(name: string): KnativeProblem {
  return problem(`duplicate container name ${quoteGoString(name)}`, ["name"]);
}

function validateInitContainers(
  initContainers: readonly JsonObject[],
  containers: readonly JsonObject[],
  volumes: VolumesByName,
  config: KnativeConfig,
): KnativeProblem[] {
  if (initContainers.length === 0) return [];
  if (config.features["kubernetes.podspec-init-containers"] !== "Enabled") {
    const message = `pod spec support for init-containers is off, but found ${initContainers.length} init containers`;
    return [problem(message, [])];
  }
  const taken = new Set(containers.map((container) => stringField(container, "name")));
  let problems: KnativeProblem[] = [];
  for (const [index, container] of initContainers.entries()) {
    const name = stringField(container, "name");
    // The webhook puts this path before everything that it has found by then; and it says `containers` of init containers too.
    const at = `containers.[${index}]`;
    if (taken.has(name)) problems = via(at, [...problems, duplicateName(name)]);
    problems.push(...via(at, validateInitContainer(container, volumes, config)));
  }
  return problems;
}

function validateContainers(
  containers: readonly JsonObject[],
  volumes: VolumesByName,
  portName: string,
  config: KnativeConfig,
): KnativeProblem[] {
  const [only, ...others] = containers;
  if (only === undefined) return [missing("containers")];
  if (others.length === 0) {
    return via("containers.[0]", validateServingContainer(only, volumes, portName, config));
  }
  if (config.features["multi-container"] !== "Enabled") {
    return [problem(`multi-container is off, but found ${containers.length} containers`, [])];
  }
  const seen = new Set<string>();
  let problems: KnativeProblem[] = [];
  for (const [index, container] of containers.entries()) {
    const name = stringField(container, "name");
    const at = `containers.[${index}]`;
    if (seen.has(name)) problems = via(at, [...problems, duplicateName(name)]);
    seen.add(name);
    const isServing = structListField(container, "ports").length > 0;
    const found = isServing
      ? validateServingContainer(container, volumes, portName, config)
      : validateSidecar(container, volumes, config);
    problems.push(...via(at, found));
  }
  return problems;
}
