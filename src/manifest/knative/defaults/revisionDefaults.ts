import type { JsonObject } from "../../../model/json.ts";
import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { inner, items, made, setDefaults } from "../../kubernetes/defaults/draft.ts";
import { childName } from "../childName.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import { nameFromTemplate } from "../knativeDefaultsConfig.ts";
import { defaultProbes } from "./probeDefaults.ts";
import { defaultSecurityContext } from "./securityContextDefaults.ts";

/** @param parent metadata of the object that the template is part of */
export function defaultRevisionSpec(spec: Draft, parent: JsonObject, config: KnativeConfig): void {
  defaultTimeouts(spec, config);
  spec["containerConcurrency"] ??= config.defaults.containerConcurrency;
  const containers = items(spec, "containers");
  const initContainers = items(spec, "initContainers");
  const taken = new Set([...containers, ...initContainers].map((container) => container["name"] ?? ""));
  const nameOf = (template: string): string => nameFromTemplate(template, parent) ?? "";
  nameContainers(containers, taken, nameOf(config.defaults.containerNameTemplate));
  nameContainers(initContainers, taken, nameOf(config.defaults.initContainerNameTemplate));
  const podSecurity = inner(spec, "securityContext") ?? {};
  for (const container of containers) {
    defaultResources(container, config);
    const isServing = containers.length === 1 || items(container, "ports").length > 0;
    defaultProbes(container, isServing, config.release);
    if (config.defaults.enableServiceLinks !== undefined) {
      setDefaults(spec, { enableServiceLinks: config.defaults.enableServiceLinks });
    }
    mountReadOnly(container, spec, config);
  }
  for (const container of [...containers, ...initContainers]) {
    defaultSecurityContext(container, podSecurity, config);
  }
}

function defaultTimeouts(spec: Draft, { defaults, release }: KnativeConfig): void {
  const given = spec["timeoutSeconds"];
  const timeout = typeof given === "number" && given !== 0 ? given : defaults.revisionTimeoutSeconds;
  spec["timeoutSeconds"] = timeout;
  if (!release.timeoutDefaults) return;
  const { revisionIdleTimeoutSeconds: idle, revisionResponseStartTimeoutSeconds: start } = defaults;
  if (idle < timeout && idle !== 0) setDefaults(spec, { idleTimeoutSeconds: idle });
  if (start < timeout && start !== 0) setDefaults(spec, { responseStartTimeoutSeconds: start });
}

/** Nameless containers get the default name; several, or one beside another of that name, get a number. */
function nameContainers(containers: readonly Draft[], taken: ReadonlySet<unknown>, defaultName: string): void {
  let next = 0;
  const nextFree = (): string => {
    let name: string;
    do {
      name = childName(defaultName, `-${next}`);
      next += 1;
    } while (taken.has(name));
    return name;
  };
  for (const container of containers) {
    if (container["name"] !== undefined) continue;
    const name = containers.length > 1 || taken.has(defaultName) ? nextFree() : defaultName;
    if (name !== "") container["name"] = name;
  }
}

function defaultResources(container: Draft, { defaults }: KnativeConfig): void {
  const resources = made(container, "resources");
  setDefaults(made(resources, "requests"), defaults.requests);
  setDefaults(made(resources, "limits"), defaults.limits);
}

/** Volumes that nobody can write to are mounted read-only, whatever the mount says. */
function mountReadOnly(container: Draft, spec: Draft, { release }: KnativeConfig): void {
  const writableKinds = ["emptyDir", "persistentVolumeClaim", ...(release.ephemeralVolumes ? ["ephemeral"] : [])];
  const writable = items(spec, "volumes").filter((volume) => writableKinds.some((kind) => volume[kind] !== undefined));
  const names = new Set(writable.map(({ name }) => name ?? ""));
  for (const mount of items(container, "volumeMounts")) {
    if (!names.has(mount["name"] ?? "")) mount["readOnly"] = true;
  }
}
