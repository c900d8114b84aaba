import { asksPart } from "../model/asksPart.ts";
import type { Container } from "../model/container.ts";
import { nearestName } from "../model/nearestName.ts";
import type { Probe, ProbeType } from "../model/probe.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { AppPart, ContainerBehaviour } from "../model/scenario.ts";
import { checkBackends } from "./checkBackends.ts";
import { checkSegments } from "./checkSegments.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";
import { unknownName } from "./unknownName.ts";

interface NamedProbe {
  readonly type: ProbeType;
  readonly probe: Probe;
}

/** What else of a scenario a behaviour may name. */
export interface BehaviourSurroundings {
  /** Names of all that can be consulted. */
  readonly dependencies: readonly string[];
  /** What clients ask for. */
  readonly paths: readonly string[];
  readonly untilMs: number;
}

/** A container's behaviour beside the container: segments that fit, parts that some probe asks, dependencies that exist. */
export function checkBehaviour(
  container: Container,
  behaviour: ContainerBehaviour,
  { dependencies: names, paths, untilMs }: BehaviourSurroundings,
  path: Path,
): ShapeProblem[] {
  const { instances, clock = [], parts = [], dependsOn = [] } = behaviour;
  return [
    ...instances.flatMap(({ app = [], backends = {} }, index) => [
      ...checkSegments(app, "instance", untilMs, [...path, "instances", index, "app"]),
      ...checkBackends(backends, container, [...path, "instances", index, "backends"]),
    ]),
    ...checkSegments(clock, "clock", untilMs, [...path, "clock"]),
    ...checkDependsOn(dependsOn, names, [...path, "dependsOn"]),
    ...parts.flatMap((part, index) => {
      const here = [...path, "parts", index];
      return [
        ...(isAskedByClients(part, paths) ? [] : checkPart(part, container, here)),
        ...checkSegments(part.app ?? [], "part", untilMs, [...here, "app"]),
        ...checkSegments(part.clock ?? [], "part", untilMs, [...here, "clock"]),
        ...checkDependsOn(part.dependsOn ?? [], names, [...here, "dependsOn"]),
      ];
    }),
  ];
}

function checkDependsOn(names: readonly string[], known: readonly string[], path: Path): ShapeProblem[] {
  return names.flatMap((name, index) =>
    known.includes(name) ? [] : [unknownName([...path, index], false, "dependency", name, known)],
  );
}

function isAskedByClients({ path, probe }: AppPart, paths: readonly string[]): boolean {
  return probe === undefined && path !== undefined && paths.includes(path);
}

const SELECTORS = ["probe", "path", "port", "service", "command"] as const;

/** A part that nobody asks is a misspelt one. */
function checkPart(part: AppPart, container: Container, path: Path): ShapeProblem[] {
  const named = SELECTORS.filter((selector) => part[selector] !== undefined);
  if (named.length === 0 && part.instance === undefined)
    return [{ path, message: `${nameOf(path)} does not say which part`, help: `add one of ${SELECTORS.join(", ")}` }];
  const probes = PROBE_TYPES.flatMap((type): NamedProbe[] => {
    const probe = container[`${type}Probe`];
    return probe === undefined ? [] : [{ type, probe }];
  });
  if (probes.some(({ probe, type }) => asksPart(part, probe, type))) return [];
  const wrong = named.find((selector) => {
    const alone: AppPart = { [selector]: part[selector] };
    return !probes.some(({ probe, type }) => asksPart(alone, probe, type));
  });
  if (wrong === undefined)
    return [
      {
        path,
        message: `no probe of container ${JSON.stringify(container.name)} asks for all of ${named.join(", ")} at once`,
        help: "one part for each probe",
      },
    ];
  const known = [...new Set(probes.flatMap((probe) => valuesOf(probe)[wrong] ?? []))];
  const given = `${part[wrong]}`;
  const near = nearestName(given, known);
  return [
    {
      path: [...path, wrong],
      message: `no probe of container ${JSON.stringify(container.name)} has ${wrong} ${JSON.stringify(given)}`,
      help:
        near === undefined
          ? known.length === 0
            ? `none of its probes has a ${wrong}`
            : `known: ${known.slice(0, 10).join(", ")}`
          : `did you mean ${near}?`,
    },
  ];
}

function valuesOf({ type, probe }: NamedProbe): Readonly<Record<(typeof SELECTORS)[number], readonly string[]>> {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  const port = (httpGet ?? tcpSocket ?? grpc)?.port;
  return {
    probe: [type],
    path: httpGet === undefined ? [] : [httpGet.path || "/"],
    port: port === undefined ? [] : [`${port}`],
    service: grpc === undefined ? [] : [grpc.service ?? ""],
    command: exec === undefined ? [] : [exec.command?.join(" ") ?? ""],
  };
}
