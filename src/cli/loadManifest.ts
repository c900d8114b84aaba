import type { ManifestFile, ManifestObject } from "../manifest/readManifest.ts";
import { readManifest } from "../manifest/readManifest.ts";
import { NEWEST_VERSION, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Pod } from "../model/pod.ts";
import { originOfValue } from "../model/podValue.ts";
import type { Service } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import { platformText } from "../report/checkReport.ts";
import { createPaint } from "../report/paint.ts";
import { quoteSource } from "../report/quoteSource.ts";
import type { ForContainer, Parsed } from "../scenario/failureText.ts";
import { parseFailure, parseStart } from "../scenario/failureText.ts";
import { INIT_CONTAINER_MS, scenarioOfPod } from "../scenario/podScenario.ts";
import { formatDuration } from "../time/duration.ts";
import { chooseWorkload } from "./chooseWorkload.ts";
import { EXIT_CODES } from "./exitCode.ts";
import type { LoadContext, Loaded } from "./loadScenario.ts";
import { platformContextOf } from "./platformOptions.ts";
import type { LoadOptions } from "./runOptions.ts";
import { UsageError } from "./usageError.ts";

/** The one workload of a manifest that is to run, with the story that the options tell and the services that select its pods. */
export function loadManifest(name: string, text: string, { options, stderr }: LoadContext): Loaded {
  const starts = options.starts.map((start) => parsed("--starts", parseStart(start)));
  const failures = options.fail.map((failure) => parsed("--fail", parseFailure(failure)));
  const version = parseKubernetesVersion(options.kubernetes ?? "") ?? NEWEST_VERSION;
  const manifest = readManifest(name, text, {
    version,
    maxBytes: options["max-bytes"],
    platform: platformContextOf(options),
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
  });
  const paint = createPaint(stderr.color);
  for (const diagnostic of manifest.diagnostics) stderr.write(quoteSource(name, diagnostic, paint));
  const isBroken = manifest.diagnostics.some(({ severity, subject }) => severity === "error" && subject === "file");
  const chosen = chooseWorkload(name, manifest.objects, options.workload);
  if (chosen === undefined) {
    for (const { diagnostics } of manifest.objects)
      for (const diagnostic of diagnostics) stderr.write(quoteSource(name, diagnostic, paint));
    if (isBroken) return { exitCode: EXIT_CODES.usage };
    if (manifest.objects.some(({ content }) => content.is === "unreadable")) return { exitCode: exitCodeOf(manifest) };
    throw new UsageError(`${name}: it holds no workload`, whatInstead(manifest.objects));
  }
  for (const diagnostic of chosen.object.diagnostics) stderr.write(quoteSource(name, diagnostic, paint));
  if (!chosen.object.isAccepted) return { exitCode: EXIT_CODES.failed };
  const { workload } = chosen;
  const services = servicesFor(workload, manifest.objects);
  const made = scenarioOfPod(podOf(workload), services, {
    starts: ofOwnContainers(starts, workload),
    failures: ofOwnContainers(failures, workload),
    ...(options.until === undefined ? {} : { untilMs: options.until }),
    ...(options.kubernetes === undefined ? {} : { kubernetes: options.kubernetes }),
    ...(options["kubelet-age"] === undefined ? {} : { kubeletUpMs: options["kubelet-age"] }),
  });
  if ("problem" in made) throw new UsageError(made.problem, made.help);
  return {
    scenario: {
      id: `${workload.kind.toLowerCase()}/${workload.name}`,
      description: storyText(options),
      ...made.scenario,
      ...(workload.platform === undefined ? {} : { assumptions: workload.platform.assumptions }),
    },
    notes: notesOf(workload, made.scenario.services ?? [], services),
    workload,
    services,
    exitCode: isBroken ? EXIT_CODES.usage : EXIT_CODES.ok,
  };
}

/** Where no container is named the user's are meant, and not those that a platform adds. */
function ofOwnContainers<Value>(
  stories: readonly ForContainer<Value>[],
  { pod, platform }: Workload,
): readonly ForContainer<Value>[] {
  if (platform === undefined) return stories;
  const own = pod.spec.containers.filter(
    (_, index) => originOfValue(platform.values, `spec.containers[${index}]`).from !== undefined,
  );
  return stories.flatMap((story) =>
    story.container === undefined ? own.map(({ name }) => ({ ...story, container: name })) : [story],
  );
}

function parsed<Value>(option: string, result: Parsed<Value>): ForContainer<Value> {
  if ("problem" in result) throw new UsageError(`${option} ${result.problem}`, result.help);
  return result.parsed;
}

/** 1 if the API server refuses an object, 2 if something is no object at all. */
function exitCodeOf(manifest: ManifestFile): 1 | 2 {
  const isFile = manifest.objects.some(({ diagnostics }) =>
    diagnostics.some(({ subject, severity }) => subject === "file" && severity === "error"),
  );
  return isFile ? EXIT_CODES.usage : EXIT_CODES.failed;
}

function whatInstead(objects: readonly ManifestObject[]): string {
  const kinds = [...new Set(objects.flatMap(({ kind }) => (kind === undefined ? [] : [kind.kind])))];
  return `there is ${kinds.slice(0, 10).join(", ") || "nothing"}; run wants a Pod, or something that makes pods`;
}

/** A pod of a controller goes by the controller's name here: real ones end in letters that chance draws. */
function podOf(workload: Workload): Pod {
  const { name, namespace, pod, labels } = workload;
  return {
    ...pod,
    metadata: { ...pod.metadata, name: name.replace("*", "x"), ...(namespace === "" ? {} : { namespace }), labels },
  };
}

function servicesFor(workload: Workload, objects: readonly ManifestObject[]): readonly Service[] {
  const namespaceOf = (namespace: string): string => (namespace === "" ? "default" : namespace);
  return objects.flatMap(({ content, isAccepted, namespace }) =>
    content.is === "service" && isAccepted && namespaceOf(namespace) === namespaceOf(workload.namespace)
      ? [content.service]
      : [],
  );
}

function storyText(options: LoadOptions): string {
  const parts = [...options.starts.map((start) => `starts ${start}`), ...options.fail];
  return parts.length === 0 ? "healthy" : parts.join(", ");
}

function notesOf(
  { kind, pod, platform }: Workload,
  services: readonly Service[],
  ofFile: readonly Service[],
): readonly string[] {
  const notes = platform === undefined ? [] : [`this is the pod that ${platformText(platform)} gets`];
  if (kind === "Job" || kind === "CronJob")
    notes.push(`a ${kind} does not say when its work is done; --fail exit=0@1m does`);
  if ((pod.spec.initContainers ?? []).some(({ restartPolicy }) => restartPolicy !== "Always")) {
    notes.push(`each init container is taken to need ${formatDuration(INIT_CONTAINER_MS)}`);
  }
  if (services.some((service) => !ofFile.includes(service)))
    notes.push("no Service of the file selects the pod; the endpoint shown is that of a Service that would");
  return notes;
}
