import type { PlatformContext } from "../../model/platformContext.ts";
import type { PodValue } from "../../model/podValue.ts";
import type { Probe, ProbeType } from "../../model/probe.ts";
import type { PlatformProblem } from "../platformProblem.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { memberOf } from "../source/sourceNode.ts";
import { CHECK_KEYS, EXEC_KEYS, HANDLER_KEYS, HTTP_KEYS, TCP_KEYS, unknownKeys } from "./easKeys.ts";
import { readEasTiming } from "./easTiming.ts";

export interface EasCheck {
  /** Absent where a problem keeps it from being made. */
  readonly probe?: Probe;
  /** By paths within the probe. */
  readonly values: readonly PodValue[];
  readonly problems: readonly PlatformProblem[];
}

type Handler = Pick<Probe, "exec" | "httpGet" | "tcpSocket">;

interface ReadHandler {
  readonly handler?: Handler;
  readonly values: readonly PodValue[];
  readonly problems: readonly PlatformProblem[];
}

/** One check of a container, `path` its key within the object, as a probe of Kubernetes. */
export function readEasCheck(check: SourceNode, path: string, type: ProbeType, platform: PlatformContext): EasCheck {
  const key = path.slice(path.lastIndexOf(".") + 1);
  if (check.kind !== "object") {
    return { values: [], problems: [handlerCount(path, `${key} must be an object with one check method`)] };
  }
  const unknown = unknownKeys(check, path, CHECK_KEYS, true);
  const { timing, values, problems } = readEasTiming(check, path, type, platform);
  const read = readHandler(check, path, key);
  return {
    ...(read.handler === undefined ? {} : { probe: { ...read.handler, ...timing } }),
    values: [...values, ...read.values],
    problems: [...unknown, ...problems, ...read.problems],
  };
}

function handlerCount(path: string, message: string): PlatformProblem {
  return {
    ruleId: "eas-handler-count",
    path,
    message,
    help: `one of ${HANDLER_KEYS.join(", ")}, and nothing beside it`,
  };
}

function readHandler(check: SourceNode, path: string, key: string): ReadHandler {
  const given = HANDLER_KEYS.flatMap((name) => {
    const value = memberOf(check, name)?.value;
    return value === undefined || value.kind === "null" ? [] : [{ name, value }];
  });
  const [first, second] = given;
  if (first === undefined)
    return { values: [], problems: [handlerCount(path, `${key} needs exactly one check method, and has none`)] };
  if (second !== undefined) {
    const message = `${key} needs exactly one check method, and has ${given.map(({ name }) => name).join(" and ")}`;
    return { values: [], problems: [handlerCount(`${path}.${second.name}`, message)] };
  }
  const { name, value } = first;
  const where = `${path}.${name}`;
  if (value.kind !== "object")
    return { values: [], problems: [handlerCount(where, `${key}.${name} must be an object`)] };
  if (name === "exec") return readExec(value, where, key);
  return name === "http_get" ? readHttp(value, where, key) : readTcp(value, where, key);
}

function readExec(node: SourceNode, path: string, key: string): ReadHandler {
  const unknown = unknownKeys(node, path, EXEC_KEYS, true);
  const command = memberOf(node, "command")?.value;
  const words = command?.kind === "array" ? command.items : [];
  const texts = words.flatMap((word) => (word.kind === "string" ? [word.value] : []));
  if (command?.kind === "array" && texts.length === words.length && texts.length > 0) {
    return {
      handler: { exec: { command: texts } },
      values: [{ path: "exec", from: path }],
      problems: unknown,
    };
  }
  const wrapped = command?.kind === "string" ? ["sh", "-c", command.value] : undefined;
  const problem: PlatformProblem = {
    ruleId: "eas-exec-command-string",
    path: `${path}.command`,
    message:
      wrapped === undefined
        ? `${key}.exec.command must be a list of at least one text`
        : `${key}.exec.command must be a list of texts, not one text`,
    ...(wrapped === undefined
      ? { help: 'write it as ["program", "argument"]' }
      : {
          why: "a check runs a program with its arguments and no shell; the console rewrites a line into a list, the JSON is taken as it is",
          help: `wrap it: ${JSON.stringify(wrapped)}`,
          edits: [{ path: `${path}.command`, value: wrapped }],
        }),
  };
  return { values: [], problems: [...unknown, problem] };
}

function readHttp(node: SourceNode, path: string, key: string): ReadHandler {
  const unknown = unknownKeys(node, path, HTTP_KEYS, true);
  const port = readPort(node, path, `${key}.http_get`);
  const texts = { path: memberOf(node, "path")?.value, scheme: memberOf(node, "scheme")?.value };
  const notText = Object.entries(texts).flatMap(([name, value]): PlatformProblem[] =>
    value === undefined || value.kind === "string" || value.kind === "null"
      ? []
      : [{ ruleId: "eas-handler-count", path: `${path}.${name}`, message: `${key}.http_get.${name} must be a text` }],
  );
  if (typeof port !== "number") return { values: [], problems: [...unknown, ...notText, port] };
  const asked = texts.path?.kind === "string" && texts.path.value !== "" ? texts.path.value : undefined;
  const scheme = texts.scheme?.kind === "string" && texts.scheme.value !== "" ? texts.scheme.value : undefined;
  return {
    handler: { httpGet: { path: asked ?? "/", port, scheme: scheme ?? "HTTP" } },
    values: [
      { path: "httpGet", from: path },
      ...(asked === undefined ? [{ path: "httpGet.path", from: `${path}.path`, why: "default of EAS" }] : []),
      ...(scheme === undefined ? [{ path: "httpGet.scheme", from: `${path}.scheme`, why: "default of EAS" }] : []),
    ],
    problems: [...unknown, ...notText],
  };
}

function readTcp(node: SourceNode, path: string, key: string): ReadHandler {
  const unknown = unknownKeys(node, path, TCP_KEYS, true);
  const port = readPort(node, path, `${key}.tcp_socket`);
  if (typeof port !== "number") return { values: [], problems: [...unknown, port] };
  return { handler: { tcpSocket: { port } }, values: [{ path: "tcpSocket", from: path }], problems: unknown };
}

/** No default is documented, and the container's own port is not assumed silently. */
function readPort(node: SourceNode, path: string, name: string): number | PlatformProblem {
  const given = memberOf(node, "port")?.value;
  const port = given?.kind === "number" ? Number(given.text) : Number.NaN;
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  const meant = given?.kind === "string" && /^\d{1,5}$/.test(given.value) ? Number(given.value) : undefined;
  return {
    ruleId: "eas-port-missing",
    path: `${path}.port`,
    message: `${name} needs a port number from 1 to 65535${given === undefined ? "" : `, not ${shown(given)}`}`,
    ...(meant === undefined
      ? { help: "write the port that the app listens on; the container's own port is not taken for it" }
      : { help: `write ${meant}, without quotes`, edits: [{ path: `${path}.port`, value: meant }] }),
  };
}

function shown(node: SourceNode): string {
  if (node.kind === "number") return node.text;
  return node.kind === "string" ? `the text ${JSON.stringify(node.value)}` : `a ${node.kind}`;
}
