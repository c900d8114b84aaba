import type { JsonObject } from "../../model/json.ts";
import type { PlatformContext } from "../../model/platformContext.ts";
import type { PodValue } from "../../model/podValue.ts";
import type { Probe, ProbeType } from "../../model/probe.ts";
import type { PlatformProblem } from "../platformProblem.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { dataOf, memberOf } from "../source/sourceNode.ts";
import { CHECKS, CONTAINER_KEYS, unknownKeys } from "./easKeys.ts";
import { readEasCheck } from "./readEasCheck.ts";

export interface EasContainer {
  /** v1.Container. */
  readonly container: JsonObject;
  /** By paths within the container. */
  readonly values: readonly PodValue[];
  readonly problems: readonly PlatformProblem[];
}

/** Taken by the engine that EAS puts into every pod (S1-13). */
export const ENGINE_PORTS: readonly number[] = [8080, 9090];

/** A container at `path` within the object. */
export function readEasContainer(
  node: SourceNode,
  path: string,
  name: string,
  platform: PlatformContext,
): EasContainer {
  const problems: PlatformProblem[] = unknownKeys(node, path, CONTAINER_KEYS, false);
  const values: PodValue[] = [{ path: "name", why: "EAS does not publish how it names containers" }];
  const image = memberOf(node, "image")?.value;
  if (image?.kind === "string") values.push({ path: "image", from: `${path}.image` });
  else values.push({ path: "image", why: "the file names no image" });
  const port = readPort(node, path);
  if (typeof port === "object") problems.push(port);
  if (typeof port === "number") values.push({ path: "ports[0].containerPort", from: `${path}.port` });
  problems.push(...scriptProblems(node, path));
  const checks = readChecks(node, path, platform);
  if (checks.probes.readinessProbe === undefined && !checks.hasReadiness && typeof port === "number") {
    checks.probes.readinessProbe = { tcpSocket: { port } };
    const why = "without a readiness check EAS asks whether the port is open";
    checks.values.push({ path: "readinessProbe", from: `${path}.port`, why });
  }
  const variables = environmentOf(node);
  if (variables.length > 0) values.push({ path: "env", from: `${path}.env` });
  return {
    container: {
      name,
      image: image?.kind === "string" ? image.value : "not-given",
      ...(typeof port === "number" ? { ports: [{ containerPort: port }] } : {}),
      ...(variables.length > 0 ? { env: variables } : {}),
      ...(checks.probes as JsonObject),
    },
    values: [...values, ...checks.values],
    problems: [...problems, ...checks.problems],
  };
}

function readPort(node: SourceNode, containerPath: string): number | PlatformProblem | undefined {
  const given = memberOf(node, "port")?.value;
  if (given === undefined || given.kind === "null") return undefined;
  const path = `${containerPath}.port`;
  const port = given.kind === "number" ? Number(given.text) : Number.NaN;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return { ruleId: "eas-number-range", path, message: "port must be a whole number from 1 to 65535" };
  }
  if (!ENGINE_PORTS.includes(port)) return port;
  return {
    ruleId: "eas-port-reserved",
    path,
    message: `port ${port} is taken by the EAS engine`,
    why: "the engine shares the pod's network, so that the app finds its port in use",
    help: "let the app listen elsewhere, on 8000 for instance, and write that port here and in the checks",
  };
}

/** S1-12: the console promises a single command only. */
function scriptProblems(node: SourceNode, path: string): PlatformProblem[] {
  const command = memberOf(node, "command")?.value;
  const operator = command?.kind === "string" ? /&&|;|\||\n/.exec(command.value)?.[0] : undefined;
  if (operator === undefined) return [];
  return [
    {
      ruleId: "eas-startup-script-complex",
      severity: "warning",
      path: `${path}.command`,
      message: `command holds ${JSON.stringify(operator)}: only a single command is promised to work here`,
      help: "move the logic into the image, or into script",
    },
  ];
}

interface ReadChecks {
  readonly probes: Partial<Record<`${ProbeType}Probe`, Probe>>;
  readonly hasReadiness: boolean;
  /** By paths within the container. */
  readonly values: PodValue[];
  readonly problems: PlatformProblem[];
}

function readChecks(node: SourceNode, containerPath: string, platform: PlatformContext): ReadChecks {
  const probes: ReadChecks["probes"] = {};
  const values: PodValue[] = [];
  const problems: PlatformProblem[] = [];
  const readiness = ["health_check", "readiness_check"].flatMap((key) => memberOf(node, key) ?? []);
  const [one, other] = readiness;
  if (one !== undefined && other !== undefined)
    problems.push(twoReadinessChecks(one.value, other.value, containerPath));
  for (const [key, type] of Object.entries(CHECKS)) {
    const check = memberOf(node, key)?.value;
    if (check === undefined || check.kind === "null" || (key === other?.key && probes.readinessProbe)) continue;
    const path = `${containerPath}.${key}`;
    const read = readEasCheck(check, path, type, platform);
    if (read.probe !== undefined) probes[`${type}Probe`] = read.probe;
    values.push({ path: `${type}Probe`, from: path });
    values.push(...read.values.map((value) => ({ ...value, path: `${type}Probe.${value.path}` })));
    problems.push(...read.problems);
  }
  return { probes, hasReadiness: readiness.length > 0, values, problems };
}

function twoReadinessChecks(health: SourceNode, readiness: SourceNode, path: string): PlatformProblem {
  const isSame = JSON.stringify(dataOf(health)) === JSON.stringify(dataOf(readiness));
  return {
    ruleId: "eas-readiness-key-both",
    severity: isSame ? "warning" : "error",
    path: `${path}.readiness_check`,
    message: `two readiness checks, health_check and readiness_check${isSame ? ", that say the same" : ""}`,
    why: "they are two names of the same check; which of them EAS would take is not published",
    help: "keep one",
    edits: [{ path: `${path}.readiness_check`, value: null }],
  };
}

/** Names and values alone: what a check's command could be expanded by. */
function environmentOf(node: SourceNode): JsonObject[] {
  const given = memberOf(node, "env")?.value;
  return (given?.kind === "array" ? given.items : []).flatMap((item): JsonObject[] => {
    const name = memberOf(item, "name")?.value;
    const value = memberOf(item, "value")?.value;
    return name?.kind === "string" && value?.kind === "string" ? [{ name: name.value, value: value.value }] : [];
  });
}
