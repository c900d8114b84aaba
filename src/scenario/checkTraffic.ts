import type { AppSegment, Scenario } from "../model/scenario.ts";
import type { PodOverload, TrafficClient } from "../model/traffic.ts";
import { checkSegments } from "./checkSegments.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";
import { unknownName } from "./unknownName.ts";

/** Each opening of a connection costs a little; so many are still done in a moment. */
const CONNECTIONS_MAX = 20_000;

/** Services that exist, names that differ, times within the run, and no more connections than can be followed. */
export function checkTraffic(scenario: Scenario): ShapeProblem[] {
  const { traffic, guest } = scenario;
  if (traffic === undefined) return [];
  const objects = (scenario.objects ?? []).filter(({ kind }) => kind === "Service");
  const services = [...(scenario.services ?? []), ...objects].map(({ metadata }) => metadata.name);
  const checkService = (service: string, path: Path): ShapeProblem[] =>
    services.includes(service) ? [] : [unknownName([...path, "service"], false, "service", service, services)];
  const problems = traffic.clients.flatMap((client, index) => {
    const here = ["traffic", "clients", index];
    const isTaken = traffic.clients.findIndex(({ name }) => name === client.name) < index;
    return [
      ...checkService(client.service, here),
      ...checkClient(client, scenario.untilMs, here),
      ...(isTaken
        ? [{ path: [...here, "name"], message: `two clients are called ${JSON.stringify(client.name)}` }]
        : []),
    ];
  });
  for (const [index, overload] of (traffic.overload ?? []).entries()) {
    const here = ["traffic", "overload", index];
    problems.push(...checkService(overload.service, here), ...checkOverload(overload, scenario, here));
  }
  if (scenario.objects !== undefined && traffic.overload !== undefined) {
    const message = "pods that controllers make cannot be overloaded yet";
    problems.push({
      path: ["traffic", "overload"],
      atKey: true,
      message,
      help: "name the pods: pods in place of objects",
    });
  }
  if (guest !== undefined && traffic.overload !== undefined) {
    const message = "overload cannot be felt by apps in code";
    problems.push({
      path: ["traffic", "overload"],
      atKey: true,
      message,
      help: "declare how the apps behave, without guest",
    });
  }
  return problems;
}

function checkClient(client: TrafficClient, untilMs: number, here: Path): ShapeProblem[] {
  const { fromMs = 0, toMs = untilMs, timeoutMs = 1, keepAliveMs, connections } = client;
  const problems: ShapeProblem[] = [];
  if (toMs <= fromMs || fromMs >= untilMs) {
    const message = `${nameOf(here)} never asks: from ${fromMs} ms until ${Math.min(toMs, untilMs)} ms`;
    problems.push({ path: here, message, help: "toMs comes after fromMs, and both lie within the run" });
  }
  if (timeoutMs === 0)
    problems.push({ path: [...here, "timeoutMs"], message: `${nameOf(here)} would wait for no answer` });
  if (keepAliveMs === undefined) {
    if (connections === undefined) return problems;
    const message = `connections means nothing where each request opens its own`;
    return [
      ...problems,
      { path: [...here, "connections"], atKey: true, message, help: "add keepAliveMs: how long one is used" },
    ];
  }
  const opened = (untilMs * (connections ?? 10)) / Math.max(1, keepAliveMs);
  if (opened > CONNECTIONS_MAX) {
    const message = `${nameOf(here)} would open ${Math.round(opened)} connections, more than ${CONNECTIONS_MAX}`;
    problems.push({ path: [...here, "keepAliveMs"], message, help: "keep them longer, or leave keepAliveMs out" });
  }
  return problems;
}

function checkOverload(overload: PodOverload, { untilMs, dependencies = {} }: Scenario, here: Path): ShapeProblem[] {
  const { service: _, abovePerSecond: __, recoversMs: ___, dependency, ...segment } = overload;
  const problems = checkSegments(
    [{ ...(segment as Omit<AppSegment, "fromMs">), fromMs: 0 }],
    "dependency",
    untilMs,
    here,
  ).map(
    // The segment that stands for it is the first of a list; the file has none.
    (problem) => ({
      ...problem,
      path: [...here, ...problem.path.slice(here.length + 1)],
      message: problem.message.replace(nameOf([...here, 0]), nameOf(here)),
    }),
  );
  if (dependency !== undefined && Object.hasOwn(dependencies, dependency)) {
    const message = `${JSON.stringify(dependency)} is a dependency of all pods already`;
    problems.push({ path: [...here, "dependency"], message, help: "give the overload a name of its own" });
  }
  return problems;
}
