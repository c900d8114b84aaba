import type { SourcePlace } from "../model/diagnostic.ts";
import type { Flip } from "../model/expectations.ts";
import type { ObjectKind } from "../model/clusterScenario.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { NEWEST_VERSION, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { PlatformContext } from "../model/platformContext.ts";
import type { Pod } from "../model/pod.ts";
import type { Scenario } from "../model/scenario.ts";
import type { ChangeProblem } from "./changeAt.ts";
import { changeAt } from "./changeAt.ts";
import { checkExpectations } from "./checkExpectations.ts";
import { checkScenario } from "./checkScenario.ts";
import type { PlacedProblem } from "./readPlacedValue.ts";
import { readPlacedValue } from "./readPlacedValue.ts";
import type { Reading } from "./readShape.ts";
import { readShape } from "./readShape.ts";
import { SCENARIO_SHAPE } from "./scenarioShape.ts";
import { checkDrawable, settleScenario } from "./settleScenario.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { partsOf } from "./shapeProblem.ts";

/** Something wrong with a scenario file. */
export type ScenarioProblem = PlacedProblem;

export type ScenarioReading =
  | {
      readonly scenario: Scenario;
      /** The place of a part of it in the file. */
      readonly placeOf: (path: Path) => SourcePlace;
    }
  | { readonly problems: readonly ScenarioProblem[] };

/** Something that Kubernetes says about a field of one of its objects. */
export interface ObjectProblem {
  /** `spec.containers[0].image`. */
  readonly path: string;
  readonly message: string;
  readonly help?: string;
}

export interface ScenarioReadOptions {
  /** What ranges and distributions are drawn with. Default: the file's, else 0. */
  readonly seed?: number;
  /** Looks at each pod and service as the API server does, beyond what the scenario's own shape says. */
  readonly checkObject?: (
    object: JsonObject,
    kind: ObjectKind,
    version: KubernetesVersion,
    /** It is one that a user would apply, with all that the API server asks for. */
    isComplete?: boolean,
  ) => readonly ObjectProblem[];
  /** Makes the pod of a scenario that has a `manifest` in its place. Without it such a scenario cannot be read. */
  readonly podOf?: (manifest: JsonValue, context: PlatformContext, version: KubernetesVersion) => PodOfManifest;
}

/** What a manifest comes to; the paths of problems are within it. */
export type PodOfManifest =
  | { readonly pod: Pod; readonly assumptions: readonly string[] }
  | { readonly problems: readonly ObjectProblem[] };

/** Feature gates that change what is simulated, by their real names. */
export const SCENARIO_GATES: readonly string[] = [
  "ChangeContainerStatusOnKubeletRestart",
  "ContainerRestartRules",
  "ExecProbeTimeout",
  "KubeletCrashLoopBackOffMax",
  "PLEGOnDemandRelist",
  "ProbeTerminationGracePeriod",
  "ReduceDefaultCrashLoopBackOffDecay",
  "RestartAllContainersOnContainerExits",
];

/** Reads a scenario file (YAML or JSON). Never throws; at most 20 problems, in the order of the file. */
export function readScenario(text: string, options: ScenarioReadOptions = {}): ScenarioReading {
  return readPlaced(text, (value) => scenarioOf(value, options));
}

/** What `read` makes of the value of a YAML or JSON text; its problems at their places. */
export function readPlaced(text: string, read: (value: JsonValue) => ScenarioOf): ScenarioReading {
  const result = readPlacedValue(text, (value) => {
    const made = read(value);
    return "scenario" in made ? { value: made.scenario } : made;
  });
  return "value" in result ? { scenario: result.value, placeOf: result.placeOf } : result;
}

export type ScenarioOf = { readonly scenario: Scenario } | { readonly problems: readonly ShapeProblem[] };

/** As `readScenario`, for a value that has been parsed already. */
export function scenarioOf(value: JsonValue, options: ScenarioReadOptions = {}): ScenarioOf {
  const reading: Reading = { problems: [], draws: [] };
  const file = { value: readShape(SCENARIO_SHAPE, value, [], reading), draws: reading.draws };
  if (reading.problems.length === 0) reading.problems.push(...checkDrawable(file));
  if (reading.problems.length > 0) return { problems: reading.problems };
  // The shape has been checked just above; this is the one place where data becomes a scenario.
  const written = settleScenario(file, options.seed) as unknown as Scenario;
  const made = withPodOfManifest(written, options);
  if ("problems" in made) return made;
  const { scenario } = made;
  const found = checkScenario(scenario, SCENARIO_GATES);
  if (found.length === 0 && options.checkObject !== undefined)
    found.push(...checkObjects(scenario, options.checkObject));
  if (found.length === 0) found.push(...checkFlips(scenario, options));
  return found.length > 0 ? { problems: found } : { scenario };
}

/** A scenario with a manifest gets the pod that comes of it, and what that rests on. */
function withPodOfManifest(scenario: Scenario, { podOf }: ScenarioReadOptions): ScenarioOf {
  const { manifest, pod, pods, context = {}, kubernetes = "", assumptions = [] } = scenario;
  if (manifest === undefined) return { scenario };
  const refuse = (problems: readonly ObjectProblem[]): ScenarioOf => ({
    problems: problems.map(({ path, message, help }) => ({
      path: ["manifest", ...partsOf(path)],
      atKey: true,
      message,
      ...(help === undefined ? {} : { help }),
    })),
  });
  if (podOf === undefined)
    return refuse([
      { path: "", message: "a manifest cannot be read here", help: "give the pod that comes of it as pod" },
    ]);
  const version = parseKubernetesVersion(kubernetes) ?? NEWEST_VERSION;
  const made = podOf(manifest, context, version);
  if ("problems" in made) return refuse(made.problems);
  // What has been read may be read again.
  const isOther = pod !== undefined && JSON.stringify(pod) !== JSON.stringify(made.pod);
  if (isOther || pods !== undefined)
    return refuse([
      { path: "", message: `manifest and ${isOther ? "pod" : "pods"} exclude each other`, help: "keep one" },
    ]);
  const all = [...new Set([...assumptions, ...made.assumptions])];
  return { scenario: { ...scenario, pod: made.pod, ...(all.length === 0 ? {} : { assumptions: all }) } };
}

/** The scenario that a flip makes of `scenario`: with its change, and with `instead` as what must come out. */
export function flipScenario(scenario: Scenario, flip: Flip, options: ScenarioReadOptions = {}): ScenarioOf {
  const { expect: _expect, failsWhen: _failsWhen, ...rest } = scenario;
  const { pod: _pod, assumptions: _assumptions, ...withoutPod } = rest;
  // The pod is made anew of the manifest.
  let value = (scenario.manifest === undefined ? rest : withoutPod) as unknown as JsonValue;
  for (const [path, changed] of Object.entries(flip.change)) {
    const refuse = (problem: ChangeProblem): ScenarioOf => ({
      problems: [{ path: ["change", path], atKey: true, ...problem }],
    });
    if (NOT_THE_WORLD.some((word) => partsOf(path)[0] === word))
      return refuse({ message: `a flip changes what happens, and ${path} does not` });
    const result = changeAt(value, path, changed);
    if ("message" in result) return refuse(result);
    value = result.value;
  }
  const read = scenarioOf(value, options);
  if ("problems" in read) {
    return {
      problems: read.problems.map((problem) => ({
        ...problem,
        path: ["change"],
        atKey: true,
        message: `with this change, ${problem.message}`,
      })),
    };
  }
  if (JSON.stringify(read.scenario) === JSON.stringify(rest))
    return { problems: [{ path: ["change"], atKey: true, message: "a flip that changes nothing proves nothing" }] };
  if (flip.instead === undefined) return read;
  const flipped: Scenario = { ...read.scenario, expect: flip.instead };
  const problems = checkExpectations(flipped);
  return problems.length === 0
    ? { scenario: flipped }
    : { problems: problems.map((problem) => ({ ...problem, path: ["instead", ...problem.path.slice(1)] })) };
}

const NOT_THE_WORLD = ["expect", "failsWhen", "id", "description", "family"];

function checkFlips(scenario: Scenario, options: ScenarioReadOptions): ShapeProblem[] {
  return (scenario.failsWhen ?? []).flatMap((flip, index) => {
    const read = flipScenario(scenario, flip, options);
    return "scenario" in read
      ? []
      : read.problems.map((problem) => ({ ...problem, path: ["failsWhen", index, ...problem.path] }));
  });
}

function checkObjects(
  scenario: Scenario,
  checkObject: NonNullable<ScenarioReadOptions["checkObject"]>,
): ShapeProblem[] {
  const version = parseKubernetesVersion(scenario.kubernetes ?? "") ?? NEWEST_VERSION;
  const check = (object: unknown, kind: ObjectKind, path: Path, isComplete = false): ShapeProblem[] =>
    checkObject(object as JsonObject, kind, version, isComplete).map((problem) => ({
      path: [...path, ...partsOf(problem.path)],
      atKey: true,
      message: problem.message,
      ...(problem.help === undefined ? {} : { help: problem.help }),
    }));
  return [
    ...(scenario.pod === undefined ? [] : check(scenario.pod, "Pod", ["pod"])),
    ...(scenario.pods ?? []).flatMap(({ pod }, index) => check(pod, "Pod", ["pods", index, "pod"])),
    ...(scenario.services ?? []).flatMap((service, index) => check(service, "Service", ["services", index])),
    ...(scenario.objects ?? []).flatMap((object, index) => check(object, object.kind, ["objects", index], true)),
    ...(scenario.actions ?? []).flatMap((action, index) =>
      action.do === "apply" ? check(action.object, action.object.kind, ["actions", index, "object"], true) : [],
    ),
  ];
}

const OWN_KEYS = ["pod", "pods", "untilMs", "actions", "nodes", "propagation", "kubeletUpMs"];

/** Whether a parsed document wants to be a scenario: no `kind`, no `apiVersion`, and a key that only scenarios have. */
export function looksLikeScenario(value: JsonValue): boolean {
  return (
    isJsonObject(value) &&
    value["kind"] === undefined &&
    value["apiVersion"] === undefined &&
    OWN_KEYS.some((key) => Object.hasOwn(value, key))
  );
}

/** Whether it is worth parsing a text to find out; tells most manifests at a glance, and no scenario wrongly. */
export function mayBeScenario(text: string): boolean {
  const keys = OWN_KEYS.join("|");
  if (/^\s*\{/.test(text)) return new RegExp(`"(?:${keys})"\\s*:`).test(text);
  return new RegExp(`^["']?(?:${keys})["']?\\s*:`, "m").test(text);
}
