import type { PodValue } from "../../model/podValue.ts";
import type { HttpGetAction, Probe } from "../../model/probe.ts";
import type { PlatformProblem } from "../platformProblem.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { memberOf } from "../source/sourceNode.ts";
import { EXEC_KEYS, HANDLER_KEYS, HTTP_KEYS, TIMEOUT_KEYS, unknownKeys } from "./foundryKeys.ts";
import type { FoundryTiming } from "./foundryTiming.ts";

export interface FoundryProbe {
  /** Absent where a problem keeps it from being made. */
  readonly probe?: Probe;
  /** By paths within the probe. */
  readonly values: readonly PodValue[];
  readonly problems: readonly PlatformProblem[];
}

/** Numbers that Kubernetes has as fields of a probe, and the form has not. */
const NOT_FIELDS = /^(?:initial_?delay|period|interval|(?:success|failure)_?threshold)/i;
const UNSUPPORTED_HANDLERS = ["tcp", "tcpSocket", "tcp_socket", "grpc"];

/** A probe as the form has it, at `path`; `of` says whose: `scorer/readiness`. */
export function readFoundryProbe(node: SourceNode, path: string, of: string, timing: FoundryTiming): FoundryProbe {
  if (node.kind !== "object") return { values: [], problems: [handlerCount(path, of)] };
  const timingKeys = node.members.filter(({ key }) => NOT_FIELDS.test(key)).map(({ key }) => key);
  const unsupported = UNSUPPORTED_HANDLERS.filter((key) => memberOf(node, key) !== undefined);
  const problems = [
    ...timingKeys.map((key) => notAField(`${path}.${key}`, key)),
    ...unsupported.map((key) => unsupportedHandler(`${path}.${key}`, key)),
    ...unknownKeys(node, path, [...HANDLER_KEYS, ...timingKeys, ...unsupported], "a probe"),
  ];
  if (unsupported.length > 0) return { values: [], problems };
  const handlers = HANDLER_KEYS.flatMap((key) => memberOf(node, key) ?? []);
  const [handler, second] = handlers;
  if (handler === undefined || second !== undefined || handler.value.kind !== "object")
    return { values: [], problems: [...problems, handlerCount(path, of)] };
  const where = `${path}.${handler.key}`;
  const timeout = readTimeout(handler.value, where, timing);
  const made = handler.key === "exec" ? readExec(handler.value, where) : readHttp(handler.value, where);
  const { timeoutSeconds: _, ...assumed } = timing.timing;
  return {
    ...(made.handler === undefined ? {} : { probe: { ...made.handler, ...assumed, timeoutSeconds: timeout.seconds } }),
    values: [
      ...Object.keys(assumed).map((name) => ({
        path: name,
        from: `assumptions.${name}`,
        why: timing.whys[name as keyof typeof assumed],
      })),
      timeout.value,
      ...made.values,
    ],
    problems: [...problems, ...timeout.problems, ...made.problems],
  };
}

function handlerCount(path: string, of: string): PlatformProblem {
  return {
    ruleId: "foundry-handler-count",
    path,
    message: `choose either an exec or an HTTP probe for ${of}`,
    help: "exec: { command: [...] }, or http: { path: ..., port: ... }",
  };
}

function notAField(path: string, key: string): PlatformProblem {
  return {
    ruleId: "foundry-timing-not-a-field",
    severity: "warning",
    path,
    message: `Foundry has no setting ${key}: it is ignored`,
    help: "to model it, say it in assumptions",
    edits: [{ path, value: null }],
  };
}

function unsupportedHandler(path: string, key: string): PlatformProblem {
  return {
    ruleId: "foundry-handler-unsupported",
    path,
    message: `Foundry's probes know only exec and HTTP, not ${key}`,
    help: "use an HTTP path, or an exec command that opens the port",
  };
}

interface Timeout {
  readonly seconds: number;
  readonly value: PodValue;
  readonly problems: readonly PlatformProblem[];
}

function readTimeout(node: SourceNode, path: string, { timing, whys }: FoundryTiming): Timeout {
  const [given, second] = TIMEOUT_KEYS.flatMap((key) => memberOf(node, key) ?? []);
  const assumed = { path: "timeoutSeconds", from: `${path}.timeoutSeconds`, why: whys.timeoutSeconds };
  if (given === undefined) return { seconds: timing.timeoutSeconds, value: assumed, problems: [] };
  const where = `${path}.${second?.key ?? given.key}`;
  const seconds = given.value.kind === "number" ? Number(given.value.text) : Number.NaN;
  if (second === undefined && Number.isInteger(seconds) && seconds > 0 && seconds < 2 ** 31)
    return { seconds, value: { path: "timeoutSeconds", from: where }, problems: [] };
  const message =
    second === undefined ? "timeout must be a positive whole number of seconds" : "the timeout is given twice";
  return {
    seconds: timing.timeoutSeconds,
    value: assumed,
    problems: [{ ruleId: "foundry-timeout-invalid", path: where, message, help: "timeoutSeconds: 5" }],
  };
}

interface Made {
  readonly handler?: Pick<Probe, "exec" | "httpGet">;
  readonly values: readonly PodValue[];
  readonly problems: readonly PlatformProblem[];
}

function readExec(node: SourceNode, path: string): Made {
  const unknown = unknownKeys(node, path, EXEC_KEYS, "exec");
  const given = memberOf(node, "command")?.value;
  const words = given?.kind === "array" ? given.items : [];
  const command = words.flatMap((word) => (word.kind === "string" ? [word.value] : []));
  if (command.length > 0 && command.length === words.length)
    return { handler: { exec: { command } }, values: [{ path: "exec", from: path }], problems: unknown };
  const problem: PlatformProblem = {
    ruleId: "foundry-command-empty",
    path: `${path}.command`,
    message: "an exec probe needs a command: a list of texts",
    help: 'command: ["python", "ready.py"]',
  };
  return { values: [], problems: [...unknown, problem] };
}

const RESERVED_PORTS: readonly number[] = [8945, 8946];

function readHttp(node: SourceNode, path: string): Made {
  const port = readPort(memberOf(node, "port")?.value, `${path}.port`);
  const header = readHeader(node, path);
  const asked = memberOf(node, "path")?.value;
  const hasHeaders = memberOf(node, "headers") !== undefined;
  const problems = [
    ...unknownKeys(node, path, hasHeaders ? [...HTTP_KEYS, "headers"] : HTTP_KEYS, "http"),
    ...(typeof port === "number" ? [] : [port]),
    ...("ruleId" in header ? [header] : []),
    ...(asked === undefined || asked.kind === "string"
      ? []
      : [{ path: `${path}.path`, message: "path must be a text" }]),
  ];
  if (typeof port !== "number" || "ruleId" in header) return { values: [], problems };
  const text = asked?.kind === "string" && asked.value !== "" ? asked.value : "/";
  return {
    handler: { httpGet: { path: text, port, ...header } },
    values: [
      { path: "httpGet", from: path },
      { path: "httpGet.httpHeaders", from: `${path}.header` },
    ],
    problems,
  };
}

function readPort(node: SourceNode | undefined, path: string): number | PlatformProblem {
  const port = node?.kind === "number" ? Number(node.text) : Number.NaN;
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    const found =
      node?.kind === "number" ? node.text : node?.kind === "string" ? `the text ${JSON.stringify(node.value)}` : "";
    return {
      ruleId: "foundry-port-range",
      path,
      message: found === "" ? "an HTTP probe needs a port from 1024 to 65535" : `port ${found} is outside 1024–65535`,
      help: "containers of a module run without the right to lower ports: serve the health path on one from 1024 on",
    };
  }
  if (!RESERVED_PORTS.includes(port)) return port;
  return {
    ruleId: "foundry-port-reserved",
    path,
    message: `port ${port} is reserved by Foundry`,
    help: "serve the health path on another port",
  };
}

function readHeader(
  node: SourceNode,
  path: string,
): Pick<HttpGetAction, "httpHeaders"> | Required<Pick<PlatformProblem, "ruleId" | "path" | "message" | "help">> {
  const given = memberOf(node, "header")?.value;
  const several = memberOf(node, "headers");
  if (several === undefined && (given === undefined || given.kind === "null")) return {};
  const name = memberOf(given, "name")?.value;
  const value = memberOf(given, "value")?.value;
  const isWhole = given?.kind === "object" && given.members.length === 2;
  if (several === undefined && isWhole && name?.kind === "string" && name.value !== "" && value?.kind === "string")
    return { httpHeaders: [{ name: name.value, value: value.value }] };
  return {
    ruleId: "foundry-header-shape",
    path: `${path}.${several?.key ?? "header"}`,
    message: "an HTTP probe has one optional header, as a name and a value",
    help: "header: { name: X-Check, value: live }",
  };
}
