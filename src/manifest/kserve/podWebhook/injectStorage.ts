import type { JsonObject } from "../../../model/json.ts";
import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { items, made } from "../../kubernetes/defaults/draft.ts";
import { stringField, structField } from "../../kubernetes/fields.ts";
import { INJECT_PULLER, SOURCE_URI } from "../annotations.ts";
import type { Annotations } from "../components/componentAnnotations.ts";
import { supportsUri } from "../components/componentAnnotations.ts";
import { environmentValue, MODEL_CONTAINER, TRANSFORMER_CONTAINER } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { mergeStructs } from "../runtimes/strategicMerge.ts";
import { shippedRelease } from "../shippedRelease.ts";

const INITIALIZER = "storage-initializer";
const MODEL_PATH = "/mnt/models";
const PROVISIONED = "kserve-provision-location";

/** Brings the model into the pod: by a claim that is mounted, by an init container, or by the model's own image. */
export function injectStorage(spec: Draft, annotations: Readonly<Annotations>, minor: KserveMinor): string | undefined {
  const uri = annotations[SOURCE_URI];
  if (uri === undefined) return undefined;
  const config = structField(shippedRelease(minor).config, "storageInitializer");
  const image = /^oci(?:\+\w+)?:\/\/(.*)$/s.exec(uri)?.[1];
  const isImage = image !== undefined && (uri.startsWith("oci://") || minor >= 20) && config["enableModelcar"] === true;
  if (!isImage && annotations[INJECT_PULLER] !== undefined) return undefined;
  if (items(spec, "initContainers").some(({ name }) => name === INITIALIZER)) return undefined;
  const servers = serversOf(spec);
  if (servers[0]?.["name"] !== MODEL_CONTAINER && servers[0]?.["name"] !== "worker-container")
    return `Invalid configuration: cannot find container${isImage || minor < 17 ? `: ${MODEL_CONTAINER}` : ""}`;
  if (isImage) {
    injectModelcar(spec, image, config);
    return undefined;
  }
  if (uri.startsWith("pvc://")) mountClaim(spec, uri.slice("pvc://".length), annotations);
  else addInitializer(spec, uri, annotations, minor);
  const [server] = servers;
  const variable = items(server, "env").find(({ name }) => name === "STORAGE_URI");
  if (variable !== undefined && environmentValue(server, "STORAGE_URI") !== "") variable["value"] = MODEL_PATH;
  return undefined;
}

/** The containers that see the model, the model's own first. */
function serversOf(spec: Draft): Draft[] {
  const containers = items(spec, "containers");
  const named = (name: string): Draft[] => containers.filter((container) => container["name"] === name).slice(0, 1);
  const [own = named("worker-container")[0]] = named(MODEL_CONTAINER);
  return [...(own === undefined ? [] : [own]), ...named(TRANSFORMER_CONTAINER)];
}

function mount(container: Draft, entry: JsonObject): void {
  const mounts = items(container, "volumeMounts");
  if (!mounts.some(({ name }) => name === entry["name"]))
    container["volumeMounts"] = [...(mounts as JsonObject[]), entry];
}

function addVolume(spec: Draft, volume: JsonObject): void {
  const volumes = items(spec, "volumes");
  if (!volumes.some(({ name }) => name === volume["name"])) spec["volumes"] = [...(volumes as JsonObject[]), volume];
}

function readOnly(annotations: Readonly<Annotations>): JsonObject {
  return annotations["storage.kserve.io/readonly"] === "false" ? {} : { readOnly: true };
}

function mountClaim(spec: Draft, place: string, annotations: Readonly<Annotations>): void {
  const [claimName = "", ...folders] = place.split("/");
  const name = "kserve-pvc-source";
  const subPath = folders.join("/");
  for (const server of serversOf(spec))
    mount(server, { name, mountPath: MODEL_PATH, ...(subPath === "" ? {} : { subPath }), ...readOnly(annotations) });
  addVolume(spec, { name, persistentVolumeClaim: { claimName } });
}

function addInitializer(spec: Draft, uri: string, annotations: Readonly<Annotations>, minor: KserveMinor): void {
  const { config, clusterStorageContainers } = shippedRelease(minor);
  const settings = structField(config, "storageInitializer");
  const own: JsonObject = {
    name: INITIALIZER,
    image: stringField(settings, "image"),
    args: [uri, MODEL_PATH],
    terminationMessagePolicy: "FallbackToLogsOnError",
    resources: resourcesOf(settings),
    volumeMounts: [{ name: PROVISIONED, mountPath: MODEL_PATH }],
  };
  const shipped = clusterStorageContainers.find((container) => supportsUri(container, uri));
  const custom = shipped === undefined ? undefined : structField(structField(shipped, "spec"), "container");
  const initializer = custom === undefined ? own : mergeStructs("Container", own, custom, minor);
  spec["initContainers"] = [...(items(spec, "initContainers") as JsonObject[]), initializer];
  for (const server of serversOf(spec))
    mount(server, { name: PROVISIONED, mountPath: MODEL_PATH, ...readOnly(annotations) });
  addVolume(spec, { name: PROVISIONED, emptyDir: {} });
}

/** `cpuRequest` and the like of a part of the ConfigMap. */
export function resourcesOf(settings: JsonObject): JsonObject {
  return {
    limits: { cpu: stringField(settings, "cpuLimit"), memory: stringField(settings, "memoryLimit") },
    requests: { cpu: stringField(settings, "cpuRequest"), memory: stringField(settings, "memoryRequest") },
  };
}

/** The model's image runs beside its server, which reaches its files through the shared processes. */
function injectModelcar(spec: Draft, image: string, config: JsonObject): void {
  const small = { cpu: stringField(config, "cpuModelcar"), memory: stringField(config, "memoryModelcar") };
  const user = config["uidModelcar"] ?? undefined;
  const securityContext: JsonObject = user === undefined ? {} : { securityContext: { runAsUser: user } };
  for (const server of serversOf(spec)) {
    const env = items(server, "env").filter(({ name }) => name !== "MODEL_INIT_MODE");
    server["env"] = [...(env as JsonObject[]), { name: "MODEL_INIT_MODE", value: "async" }];
    mount(server, { name: PROVISIONED, mountPath: "/mnt" });
    if (user !== undefined) made(server, "securityContext")["runAsUser"] = user;
  }
  addVolume(spec, { name: PROVISIONED, emptyDir: {} });
  if (items(spec, "containers").some(({ name }) => name === "modelcar")) return;
  const resources = { limits: small, requests: small };
  const files = ["", "proc", "$$$$", "root", "models"].join("/");
  const link = `ln -sf ${files} ${MODEL_PATH} && sleep infinity`;
  const modelcar: JsonObject = {
    name: "modelcar",
    image,
    args: ["sh", "-c", link],
    volumeMounts: [{ name: PROVISIONED, mountPath: "/mnt" }],
    resources,
    terminationMessagePolicy: "FallbackToLogsOnError",
    ...securityContext,
  };
  const prefetch = { name: "modelcar-init", image, args: ["sh", "-c", "echo 'Pre-fetching modelcar ...'"], resources };
  spec["containers"] = [...(items(spec, "containers") as JsonObject[]), modelcar];
  spec["initContainers"] = [...(items(spec, "initContainers") as JsonObject[]), { ...prefetch, ...securityContext }];
  spec["shareProcessNamespace"] = true;
}
