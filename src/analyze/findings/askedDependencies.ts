import { asksPart } from "../../model/asksPart.ts";
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
