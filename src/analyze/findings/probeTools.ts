import { resolvePort } from "../../app/address.ts";
import { subjectOfCommand } from "../../app/command.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Probe, ProbeType } from "../../model/probe.ts";
import type { ContainerSubject, ProbeSubject, WorkloadSubject } from "./workloadSubject.ts";

/** Probes of these types, of all containers. */
export function probesOfType({ probes }: WorkloadSubject, ...types: readonly ProbeType[]): readonly ProbeSubject[] {
  return probes.filter(({ type }) => types.includes(type));
}

/** Probes with that handler. */
export function probesOfHandler(
  { probes }: WorkloadSubject,
  ...handlers: readonly NonNullable<ProbeSubject["handler"]>[]
): readonly ProbeSubject[] {
  return probes.filter(({ handler }) => handler !== undefined && handlers.includes(handler));
}

/** The earliest verdict against a container that fails at once, counted from its start; in ms. */
export function earliestVerdictMs({ initialDelaySeconds, failureThreshold, periodMs }: ProbeSubject): number {
  return initialDelaySeconds * 1000 + (failureThreshold - 1) * periodMs;
}

/** How long an app may fail from one answer on until the verdict, at most; in ms. */
export function failureBudgetMs({ failureThreshold, periodMs, timeoutMs }: ProbeSubject): number {
  return failureThreshold * periodMs + timeoutMs;
}

/** The words of an exec probe; none of another. */
export function commandOf({ probe, handler }: Pick<ProbeSubject, "probe" | "handler">): readonly string[] {
  return handler === "exec" ? (probe.exec?.command ?? []) : [];
}

/** As somebody would type it. */
export function commandText(probe: ProbeSubject): string {
  return commandOf(probe).join(" ");
}

const SHELLS = new Set(["sh", "bash", "ash", "dash", "zsh"]);

export function baseName(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1);
}

/** Whether a command goes through a shell: `sh -c …`. */
export function isShell(command: readonly string[]): boolean {
  return SHELLS.has(baseName(command[0] ?? ""));
}

/** Programs that a command starts, as far as its words tell: of a script the first word of each part. */
export function programsOf(command: readonly string[]): readonly string[] {
  if (!isShell(command)) return command.length === 0 ? [] : [baseName(command[0] ?? "")];
  const script = command[command.findIndex((word) => /^-[a-z]*c$/.test(word)) + 1];
  if (script === undefined || script === command[0]) return [];
  return script.split(/&&|\|\||[;|\n()`]/).flatMap((part) => {
    const first = part
      .trim()
      .split(/\s+/)
      .find((word) => !/^(?:if|then|else|elif|while|until|do|exec|!|\[|\[\[)$/.test(word) && !/^\w+=/.test(word));
    return first === undefined || first === "" ? [] : [baseName(first)];
  });
}

/** Whether two probes ask the same of the app. */
export function asksTheSame(a: Probe, b: Probe): boolean {
  const askOf = ({ exec, httpGet, tcpSocket, grpc }: Probe): string =>
    JSON.stringify([
      exec?.command,
      httpGet && [httpGet.path || "/", `${httpGet.port}`, httpGet.scheme ?? "HTTP", httpGet.host],
      tcpSocket && [`${tcpSocket.port}`, tcpSocket.host],
      grpc && [grpc.port, grpc.service ?? ""],
    ]);
  return askOf(a) === askOf(b);
}

/** The number of a probe's port, if it can be told; 0 otherwise. */
export function portNumberOf({ probe, container }: ProbeSubject): number {
  const port = (probe.httpGet ?? probe.tcpSocket ?? probe.grpc)?.port;
  if (typeof port === "number") return port;
  return container.container.ports?.find(({ name }) => name === port)?.containerPort ?? 0;
}

/** The image without registry, folder and tag: `registry.example/x/redis:7` → `redis`. */
export function imageName({ container }: ContainerSubject): string {
  return baseName(container.image ?? "").replace(/[@:].*$/, "");
}

/** Annotations of the pod, and of the object that makes it; the pod's win. */
export function annotationsOf({ pod, object }: WorkloadSubject): Readonly<Record<string, string>> {
  const metadata = object.object?.["metadata"];
  const own = (metadata as { readonly annotations?: Readonly<Record<string, string>> } | undefined)?.annotations;
  return { ...own, ...pod.metadata?.annotations };
}

/**
 * What an app must be like for the probe to fail: a hang, but for TCP, where the machine still accepts connections. Undefined: the
 * probe does not fail whatever the app does, as one that reads a file, or one whose attempts all err.
 */
export function failingState(probe: ProbeSubject, version: KubernetesVersion): "hang" | "refuse" | undefined {
  const { handler, container } = probe;
  if (handler === "exec") return subjectOfCommand(commandOf(probe)) === "app" ? "hang" : undefined;
  const port = (probe.probe.httpGet ?? probe.probe.tcpSocket)?.port;
  if (port !== undefined && "error" in resolvePort(port, container.container, version)) return undefined;
  return handler === "tcpSocket" ? "refuse" : "hang";
}
