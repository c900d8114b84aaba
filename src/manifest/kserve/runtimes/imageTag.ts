import type { JsonObject } from "../../../model/json.ts";
import { stringField } from "../../kubernetes/fields.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { usesNvidiaGpu } from "../usesNvidiaGpu.ts";

const TAG = /:([\w.\-_]*)$/;
const WITH_GPU_TAGS = new Set(["tensorflow-serving", "torchserve"]);

/** The image that a container gets from the model's runtimeVersion, or by whether it uses a GPU. */
export function imageFor(
  container: JsonObject,
  version: string | undefined,
  server: string | undefined,
  minor: KserveMinor,
): string {
  const image = stringField(container, "image");
  if (minor >= 20 && image.includes("@sha256:")) return image;
  const tag = TAG.exec(image)?.[0] ?? "";
  const untagged = image.slice(0, image.length - tag.length);
  if (version !== undefined) return `${untagged}:${version}`;
  if (tag === "" || server === undefined) return image;
  if (usesNvidiaGpu(container)) {
    const hasGpuImage = WITH_GPU_TAGS.has(server) || (minor >= 15 && server === "huggingfaceserver");
    return hasGpuImage && !image.endsWith("-gpu") ? `${image}-gpu` : image;
  }
  return minor >= 20 && server === "vllmserver" && !untagged.endsWith("-cpu") ? `${untagged}-cpu${tag}` : image;
}
