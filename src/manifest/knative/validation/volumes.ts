import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { optionalString, pointerField, stringField, structField, structListField } from "../../kubernetes/fields.ts";
import { parseQuantity } from "../../kubernetes/quantity.ts";
import { isDNS1123Label } from "../../kubernetes/validation/names.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { FeatureName } from "../knativeFeatures.ts";
import type { KnativeRelease } from "../knativeRelease.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { invalidValue, missing, missingOneOf, multipleOneOf, problem, via } from "../knativeProblems.ts";
import { disallowedFields } from "./disallowedFields.ts";
import { validateKeysToPaths, validateProjection } from "./projectedVolumes.ts";

/** A kind of volume that a feature allows; in the order in which the webhook looks at them. */
interface GatedSource {
  readonly field: string;
  readonly feature: FeatureName;
  readonly isKnown: (release: KnativeRelease) => boolean;
  /** What the webhook calls it while the feature is not on. */
  readonly called?: string;
}

const GATED_SOURCES: readonly GatedSource[] = [
  { field: "image", feature: "kubernetes.podspec-volumes-image", isKnown: (r) => r.imageVolumes, called: "Image" },
  { field: "emptyDir", feature: "kubernetes.podspec-volumes-emptydir", isKnown: () => true, called: "EmptyDir" },
  { field: "persistentVolumeClaim", feature: "kubernetes.podspec-persistent-volume-claim", isKnown: () => true },
  {
    field: "hostPath",
    feature: "kubernetes.podspec-volumes-hostpath",
    isKnown: (r) => r.hostPathVolumes,
    called: "HostPath",
  },
  { field: "csi", feature: "kubernetes.podspec-volumes-csi", isKnown: (r) => r.csiVolumes, called: "CSI" },
  {
    field: "ephemeral",
    feature: "kubernetes.podspec-volumes-ephemeral",
    isKnown: (r) => r.ephemeralVolumes,
    called: "Ephemeral",
  },
];

const PLAIN_SOURCES = ["secret", "configMap", "projected"];
/** The order in which alternatives are named. */
const NAMED_ORDER = ["emptyDir", "persistentVolumeClaim", "hostPath", "csi", "ephemeral", "image"];

/** Volumes by name as the mounts see them: of two of one name the last. */
export type VolumesByName = ReadonlyMap<string, JsonObject>;

export function validateVolumes(
  spec: JsonObject,
  mounted: ReadonlySet<string>,
  config: KnativeConfig,
): { readonly volumes: VolumesByName; readonly problems: readonly KnativeProblem[] } {
  const volumes = new Map<string, JsonObject>();
  const problems: KnativeProblem[] = [];
  for (const [index, volume] of structListField(spec, "volumes").entries()) {
    const name = stringField(volume, "name");
    const found: KnativeProblem[] = [];
    if (volumes.has(name)) found.push(problem(`duplicate volume name ${quoteGoString(name)}`, ["name"]));
    if (!mounted.has(name)) found.push(problem(`volume with name ${quoteGoString(name)} not mounted`, ["name"]));
    problems.push(...via(`[${index}]`, [...found, ...validateVolume(volume, config)]));
    volumes.set(name, volume);
  }
  return { volumes, problems };
}

function validateVolume(volume: JsonObject, config: KnativeConfig): KnativeProblem[] {
  const name = stringField(volume, "name");
  const gated = GATED_SOURCES.filter(({ isKnown }) => isKnown(config.release));
  const isNamed = name !== "" && isDNS1123Label(name).length === 0;
  // What was found before is forgotten where the name is wrong.
  const before = isNamed
    ? disabledSources(volume, gated, config)
    : [name === "" ? missing("name") : invalidValue(name, "name")];
  const allowed = gated.filter(({ feature }) => config.features[feature] !== "Disabled").map(({ field }) => field);
  const specified = [...PLAIN_SOURCES, ...NAMED_ORDER].filter(
    (field) =>
      volume[field] !== undefined && (PLAIN_SOURCES.includes(field) || gated.some((one) => one.field === field)),
  );
  const problems = [...before, ...disallowedFields(volume, ["name", ...PLAIN_SOURCES, ...allowed])];
  for (const field of specified) problems.push(...validateSource(field, structField(volume, field)));
  if (specified.length === 0) {
    const enabled = gated.filter(({ feature }) => config.features[feature] === "Enabled").map(({ field }) => field);
    problems.push(missingOneOf(...PLAIN_SOURCES, ...NAMED_ORDER.filter((field) => enabled.includes(field))));
  }
  if (specified.length > 1) problems.push(multipleOneOf(...specified));
  return problems;
}

function disabledSources(
  volume: JsonObject,
  gated: readonly GatedSource[],
  { features }: KnativeConfig,
): KnativeProblem[] {
  const name = stringField(volume, "name");
  const problems: KnativeProblem[] = [];
  const claim = pointerField(volume, "persistentVolumeClaim");
  const claimName = stringField(claim ?? {}, "claimName");
  if (claim !== undefined && features["kubernetes.podspec-persistent-volume-claim"] !== "Enabled") {
    problems.push(
      problem(`Persistent volume claim support is disabled, but found persistent volume claim ${claimName}`, []),
    );
  }
  const isWritable = features["kubernetes.podspec-persistent-volume-write"] === "Enabled";
  if (claim !== undefined && claim["readOnly"] !== true && !isWritable) {
    problems.push(
      problem(
        `Persistent volume write support is disabled, but found persistent volume claim ${claimName} that is not read-only`,
        [],
      ),
    );
  }
  for (const { field, feature, called } of gated) {
    if (called === undefined || volume[field] === undefined || features[feature] === "Enabled") continue;
    problems.push(problem(`${called} volume support is disabled, but found ${called} volume ${name}`, []));
  }
  return problems;
}

const PULL_POLICIES = ["IfNotPresent", "Always", "Never", ""];

function validateSource(field: string, source: JsonObject): KnativeProblem[] {
  if (field === "secret" || field === "configMap") return validateKeysToPaths(source);
  if (field === "projected") {
    return structListField(source, "sources").flatMap((projection, index) =>
      via(`projected.[${index}]`, validateProjection(projection)),
    );
  }
  if (field === "emptyDir") return via("emptyDir", validateEmptyDir(source));
  if (field !== "image") return [];
  const policy = stringField(source, "pullPolicy");
  return via("image", [
    ...(stringField(source, "reference") === "" ? [missing("reference")] : []),
    ...(PULL_POLICIES.includes(policy) ? [] : [invalidValue(policy, "pullPolicy")]),
  ]);
}

function validateEmptyDir(source: JsonObject): KnativeProblem[] {
  const medium = stringField(source, "medium");
  const limit = optionalString(source, "sizeLimit");
  const quantity = limit === undefined ? undefined : parseQuantity(limit);
  return [
    ...(medium === "" || medium === "Memory" ? [] : [invalidValue(medium, "medium")]),
    ...(typeof quantity === "object" && quantity.mantissa < 0n ? [invalidValue(limit ?? "", "sizeLimit")] : []),
  ];
}
