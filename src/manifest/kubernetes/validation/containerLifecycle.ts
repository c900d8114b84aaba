import type { JsonObject } from "../../../model/json.ts";
import { pointerField } from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import type { HandlerContext } from "./handlers.ts";
import { LIFECYCLE_HANDLERS, validateHandler } from "./handlers.ts";

/** `lifecycle` of a container. `stopSignal` has been dropped before (`dropDisabledPodFields`). */
export function validateContainerLifecycle(container: JsonObject, path: string, context: HandlerContext): FieldError[] {
  const lifecycle = pointerField(container, "lifecycle") ?? {};
  return (["postStart", "preStop"] as const).flatMap((event) => {
    const handler = pointerField(lifecycle, event);
    return handler === undefined
      ? []
      : validateHandler(handler, LIFECYCLE_HANDLERS, `${path}.lifecycle.${event}`, context);
  });
}
