import type { PodWorld } from "../kubelet/podWorld.ts";
import { containerPlan } from "../kubelet/runtime.ts";
import type { Guest, GuestApp } from "./guest.ts";
import { GuestError } from "./guestError.ts";

/** An instance of a container whose app is a guest. */
interface RunningApp {
  readonly pod: PodWorld;
  readonly place: number;
  readonly instance: number;
  readonly app: GuestApp;
  readonly controller: AbortController;
}

/** Those of one run, by pod, place and instance. */
export type GuestApps = Map<string, RunningApp>;

type GuestsByContainer = Readonly<Record<string, Guest>>;

const keyOf = (pod: PodWorld, place: number, instance: number): string => `${pod.index}/${place}/${instance}`;

export function guestOf(guests: GuestsByContainer, pod: PodWorld, place: number): Guest | undefined {
  const { name } = containerPlan(pod, place);
  return Object.hasOwn(guests, name) ? guests[name] : undefined;
}

/** The app of an instance; it begins now if it has not yet. */
export function appOf(
  apps: GuestApps,
  guests: GuestsByContainer,
  pod: PodWorld,
  place: number,
  instance: number,
): GuestApp | undefined {
  const key = keyOf(pod, place, instance);
  const running = apps.get(key);
  if (running !== undefined) return running.app;
  const guest = guestOf(guests, pod, place);
  if (guest === undefined) return undefined;
  const container = containerPlan(pod, place).name;
  const controller = new AbortController();
  const start = { pod: pod.plan.name, container, instance, signal: controller.signal };
  try {
    const app: unknown = guest(start);
    if (typeof app !== "object" || app === null) throw new TypeError(`its guest returns no object: ${String(app)}`);
    apps.set(key, { pod, place, instance, app, controller });
    return app;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const which = `pod ${pod.plan.name}, container ${container}, start of instance ${instance}`;
    throw new GuestError(`${which}: ${message}`, { cause: thrown });
  }
}

/** After a step: apps begin with their processes, and end with them. */
export function followProcesses(apps: GuestApps, guests: GuestsByContainer, pod: PodWorld): void {
  for (const { place, instance } of pod.processes) appOf(apps, guests, pod, place, instance);
  for (const [key, running] of apps) {
    if (running.pod !== pod) continue;
    if (pod.processes.some(({ place, instance }) => place === running.place && instance === running.instance)) continue;
    apps.delete(key);
    running.controller.abort();
  }
}
