import type { JsonObject } from "../../../model/json.ts";
import { numberField, optionalNumber, pointerField } from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid } from "./fieldErrors.ts";
import type { HandlerContext } from "./handlers.ts";
import { PROBE_HANDLERS, validateHandler } from "./handlers.ts";
import { int64 } from "./int64.ts";
import { validateNonnegativeField } from "./objectMeta.ts";

/** The probes of a container, in the server's order: liveness, readiness, startup. */
export function validateProbes(container: JsonObject, path: string, context: HandlerContext): FieldError[] {
  return (["livenessProbe", "readinessProbe", "startupProbe"] as const).flatMap((type) => {
    const probe = pointerField(container, type);
    if (probe === undefined) return [];
    const probePath = `${path}.${type}`;
    return [
      ...validateProbe(probe, probePath, context),
      ...(type === "readinessProbe"
        ? validateReadinessProbe(probe, probePath)
        : validateRestartingProbe(probe, probePath)),
    ];
  });
}

const NONNEGATIVE_FIELDS = [
  "initialDelaySeconds",
  "timeoutSeconds",
  "periodSeconds",
  "successThreshold",
  "failureThreshold",
] as const;

function validateProbe(probe: JsonObject, path: string, context: HandlerContext): FieldError[] {
  const errors = validateHandler(probe, PROBE_HANDLERS, path, context);
  for (const field of NONNEGATIVE_FIELDS) {
    errors.push(...validateNonnegativeField(numberField(probe, field), `${path}.${field}`));
  }
  const gracePeriodSeconds = optionalNumber(probe, "terminationGracePeriodSeconds");
  if (gracePeriodSeconds !== undefined && gracePeriodSeconds <= 0) {
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, int64(gracePeriodSeconds), "must be greater than 0"));
  }
  return errors;
}

function validateReadinessProbe(probe: JsonObject, path: string): FieldError[] {
  const gracePeriodSeconds = optionalNumber(probe, "terminationGracePeriodSeconds");
  if (gracePeriodSeconds === undefined) return [];
  return [
    invalid(`${path}.terminationGracePeriodSeconds`, int64(gracePeriodSeconds), "must not be set for readinessProbes"),
  ];
}

/** A probe whose failure restarts the container succeeds at once or not at all. */
function validateRestartingProbe(probe: JsonObject, path: string): FieldError[] {
  const successThreshold = numberField(probe, "successThreshold");
  return successThreshold === 1 ? [] : [invalid(`${path}.successThreshold`, successThreshold, "must be 1")];
}
