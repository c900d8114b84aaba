import type { JsonObject } from "../../model/json.ts";
import { structField } from "../kubernetes/fields.ts";

/** Whether a container's limits name an NVIDIA GPU or a part of one: the only ones whose images KServe tags. */
export function usesNvidiaGpu(container: JsonObject): boolean {
  const limits = Object.keys(structField(structField(container, "resources"), "limits"));
  return limits.some((name) => name === "nvidia.com/gpu" || name.startsWith("nvidia.com/mig"));
}
