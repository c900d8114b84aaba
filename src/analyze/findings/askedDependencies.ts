import { asksPart } from "../../model/asksPart.ts";
import type { ExecBackend, GrpcBackend, HttpRoute } from "../../model/backends.ts";
import type { AppSegment } from "../../model/scenario.ts";
import type { ProbeSubject, WorkloadSubject } from "./workloadSubject.ts";

/** What a probe asks of others, as the behaviour says: its own peers apart. */
export interface AskedDependencies {
  readonly others: readonly string[];
  /** The workload itself, or the service in front of it. */
  readonly peers: readonly string[];
}

export function askedDependencies(
  subject: WorkloadSubject,
  { probe, type, container }: ProbeSubject,
): AskedDependencies {
  const { dependsOn = [], parts = [] } = subject.behaviourOf(container.name) ?? {};
  const ofParts = parts.filter((part) => asksPart(part, probe, type)).flatMap((part) => part.dependsOn ?? []);
  const names = [...new Set([...dependsOn, ...ofParts])];
  const own = new Set([subject.workload.name, subject.service?.metadata.name]);
  return { others: names.filter((name) => !own.has(name)), peers: names.filter((name) => own.has(name)) };
}

/** All that a behaviour says of how a container is over time, as far as this probe meets it. */
export function segmentsMet(subject: WorkloadSubject, { probe, type, container }: ProbeSubject): readonly AppSegment[] {
  const { instances = [], clock = [], parts = [] } = subject.behaviourOf(container.name) ?? {};
  return [
    ...instances.flatMap(({ app = [] }) => app),
    ...clock,
    ...parts.filter((part) => asksPart(part, probe, type)).flatMap(({ app = [], clock: own = [] }) => [...app, ...own]),
  ];
}

/** What a behaviour's servers and commands answer this probe, at some time. */
export interface AnswersMet {
  readonly routes: readonly HttpRoute[];
  readonly commands: readonly ExecBackend[];
  readonly grpc: readonly GrpcBackend[];
}

export function answersMet(subject: WorkloadSubject, { probe, container }: ProbeSubject): AnswersMet {
  const backends = (subject.behaviourOf(container.name)?.instances ?? []).flatMap((one) => one.backends ?? []);
  const port = `${(probe.httpGet ?? probe.grpc)?.port}`;
  const isAsked = (entry: { readonly port?: number | string }): boolean =>
    entry.port === undefined || `${entry.port}` === port;
  const path = probe.httpGet?.path || "/";
  const words = JSON.stringify(probe.exec?.command ?? []);
  return {
    routes: backends.flatMap(({ http = [] }) =>
      http.filter(isAsked).flatMap(({ routes = {} }) => routes[path] ?? routes["*"] ?? []),
    ),
    commands: backends.flatMap(({ exec = [] }) =>
      exec.filter(({ command }) => command === undefined || JSON.stringify(command) === words),
    ),
    grpc: backends.flatMap(({ grpc = [] }) => grpc.filter(isAsked)),
  };
}
