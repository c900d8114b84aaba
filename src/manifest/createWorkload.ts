import type { Diagnostic } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import { originOfValue } from "../model/podValue.ts";
import type { Workload, WorkloadPlatform } from "../model/workload.ts";
import { diagnose } from "./describeFile.ts";
import type { ObjectContext } from "./dialect.ts";
import { decodeValue } from "./kubernetes/decode.ts";
import { applyDefaults } from "./kubernetes/defaults.ts";
import { stringField } from "./kubernetes/fields.ts";
import { manifestRelease } from "./kubernetes/release.ts";
import { formatFieldError } from "./kubernetes/validation/fieldErrors.ts";
import { validateObject } from "./kubernetes/validation/validateObject.ts";
import { workloadOf } from "./kubernetes/workloadOf.ts";
import type { SourceNode } from "./source/sourceNode.ts";

/** What a platform sends to the API server, and what it made it of. */
export interface Creation {
  /** The whole object, with apiVersion and kind. */
  readonly object: JsonObject;
  readonly platform: WorkloadPlatform;
}

export interface CreatedWorkload {
  /** Absent where the API server cannot even read the object. */
  readonly workload?: Workload;
  /** What the API server says of it, at the places in the user's file that it was made of. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The workload of an object that a platform creates on behalf of the user's `node`: decoded, defaulted and validated as any other. */
export function createWorkload(
  { object, platform }: Creation,
  node: SourceNode,
  context: ObjectContext,
): CreatedWorkload {
  const decoded = decodeValue(object, context.version);
  const created = stringField(object, "kind");
  const said = (code: Diagnostic["code"], message: string, path: string): Diagnostic => ({
    ...diagnose(node, context, code, message, originOfValue(platform.values, path).from ?? ""),
    why: `the API server says so of the ${created} that the platform creates`,
  });
  const unread = decoded.problems.map(({ message, path }) => said("invalid-field", message, withinPod(path)));
  if (decoded.object === undefined) return { diagnostics: unread };
  const defaulted = applyDefaults(decoded.object, context.version);
  const release = manifestRelease(context.version);
  const { findings, panic } = validateObject(defaulted, release);
  const diagnostics = [
    ...unread,
    ...(panic === undefined ? [] : [said("server-panic", panic, "")]),
    ...findings.map((finding) =>
      said("invalid-field", formatFieldError(finding, release.badValuePrinting), withinPod(finding.path)),
    ),
  ];
  const { source, document, path, firstLine } = context;
  const origin = { file: source.fileName, document, line: firstLine, path };
  const workload = workloadOf(defaulted, origin, context.version);
  return workload === undefined ? { diagnostics } : { workload: { ...workload, platform }, diagnostics };
}

/** All that platforms create has its pod in `spec.template`. */
function withinPod(path: string): string {
  return path.replace(/^spec\.template\./, "");
}
