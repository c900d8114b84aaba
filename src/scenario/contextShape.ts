import type { AssumedTiming, PlatformContext } from "../model/platformContext.ts";
import type { Field, Shape } from "./shape.ts";
import { BOOLEAN, choice, COUNT, map, object, optional, TEXT } from "./shape.ts";

const TIMING: Readonly<Record<keyof AssumedTiming, Field>> = {
  initialDelaySeconds: optional(COUNT, "Default 0."),
  periodSeconds: optional(COUNT, "Default 10."),
  timeoutSeconds: optional(COUNT, "Default 1; what the file says comes first."),
  successThreshold: optional(COUNT, "Default 1."),
  failureThreshold: optional(COUNT, "Default 3."),
};

const FIELDS: Readonly<Record<keyof PlatformContext, Field>> = {
  kserveVersion: optional(TEXT, "Release of KServe; quote it."),
  knativeVersion: optional(TEXT, "Release of Knative Serving; quote it."),
  knativeConfig: optional(map(TEXT), "Entries of Knative's config maps by name."),
  easDefaults: optional(choice("json", "console"), "Whose defaults an EAS service gets. Default json."),
  easThresholdReading: optional(
    choice("kubernetes", "swapped"),
    "swapped: success_threshold counts failures, as some of EAS' documents have it. Default kubernetes.",
  ),
  easImageCommand: optional(TEXT, "The command that an EAS service's image starts by itself."),
  lenient: optional(
    BOOLEAN,
    "What Kubernetes refuses and somebody may have meant is taken, with a warning. Default false.",
  ),
  assumptions: optional(object(TIMING), "Numbers of probes that the platform does not publish."),
};

/** What `PlatformContext` may hold. */
export const CONTEXT_SHAPE: Shape = object(FIELDS);
