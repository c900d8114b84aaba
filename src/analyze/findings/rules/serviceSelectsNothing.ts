import { nearestName } from "../../../model/nearestName.ts";
import type { Service } from "../../../model/service.ts";
import { servedExample } from "../examples.ts";
import type { GivenWorkload } from "../givenObjects.ts";
import { isInFileOf, isSameNamespace } from "../givenObjects.ts";
import type { Draft, ObjectRule } from "../rule.ts";

const READY = "readinessProbe: { httpGet: { path: /ready, port: 8080 } }";
/** Labels that a pod gets from its controller: no template has them. */
const GIVEN_BY_CONTROLLERS =
  /^(?:statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io)\/|^(?:pod-template-hash|controller-revision-hash|controller-uid|job-name)$/;

export const serviceSelectsNothing: ObjectRule = {
  id: "service-selects-nothing",
  severity: "warning",
  summary: "no pod of the files has the labels that a Service asks for",
  platforms: ["kubernetes"],
  evidence: ["lifecycle 6.1", "endpoints/services"],
  essay: [
    "A Service finds its pods by labels alone. Where none has all that its selector asks for, its slices stay empty: connections are refused, and the pods' probes decide nothing for those who call the Service. Nothing in the cluster calls that an error.",
    "It is looked at only where the files have workloads in the Service's namespace. Where they are in other files only, or beside custom resources, of which somebody else may make the pods, it is a note.",
  ],
  ignoreWhen: "the pods come from elsewhere: from other files, from an operator, from a chart that is installed apart.",
  triggers: {
    manifest: servedExample("Deployment", READY).replace("selector: { app: web }", "selector: { app: wbe }"),
  },
  quiet: { manifest: servedExample("Deployment", READY) },
  findInObject: ({ object, given, pathOf }) => {
    if (object.content.is !== "service" || !object.isAccepted) return [];
    const { service } = object.content;
    const wanted = wantedLabels(service);
    const near = given.workloads.filter(({ workload }) =>
      isSameNamespace(workload.namespace, service.metadata.namespace),
    );
    if (wanted.length === 0 || near.length === 0 || near.some((one) => hasLabels(one, wanted))) return [];
    const isSure = !given.hasCustomResources && near.some((one) => isInFileOf(object, one));
    return [draftOf(service, wanted, near, isSure, pathOf)];
  },
};

type Label = readonly [key: string, value: string];

function wantedLabels({ spec }: Service): readonly Label[] {
  return Object.entries(spec.selector ?? {}).filter(([key]) => !GIVEN_BY_CONTROLLERS.test(key));
}

function hasLabels({ workload }: GivenWorkload, wanted: readonly Label[]): boolean {
  return wanted.every(([key, value]) => workload.labels[key] === value);
}

function draftOf(
  service: Service,
  wanted: readonly Label[],
  near: readonly GivenWorkload[],
  isSure: boolean,
  pathOf: (field: string) => string,
): Draft {
  const text = wanted.map(([key, value]) => `${key}=${value}`).join(",");
  const meant = nearestOf(wanted, near);
  const fix = meant === undefined ? {} : { fix: fixTo(meant, wanted, pathOf) };
  return {
    path: pathOf("spec.selector"),
    severity: isSure ? "warning" : "note",
    message: `Service ${service.metadata.name} selects ${text}, and no pod of these files has ${wanted.length === 1 ? "this label" : "these labels"}`,
    why:
      meant === undefined
        ? "its slices stay empty: whoever calls it is refused, however ready the pods are"
        : `its slices stay empty: whoever calls it is refused, however ready the pods are; those of ${meant.workload.kind} ${meant.workload.name} have ${labelsFor(meant, wanted)}`,
    ...fix,
  };
}

/** The only one whose labels differ by what may be mistyped. */
function nearestOf(wanted: readonly Label[], near: readonly GivenWorkload[]): GivenWorkload | undefined {
  const alike = near.filter(({ workload: { labels } }) =>
    wanted.every(([key, value]) => {
      const other = labels[key];
      return other !== undefined && (other === value || nearestName(value, [other]) !== undefined);
    }),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

function labelsFor({ workload }: GivenWorkload, wanted: readonly Label[]): string {
  return wanted.map(([key]) => `${key}=${workload.labels[key] ?? ""}`).join(",");
}

function fixTo(
  meant: GivenWorkload,
  wanted: readonly Label[],
  pathOf: (field: string) => string,
): NonNullable<Draft["fix"]> {
  const { kind, name, labels } = meant.workload;
  const selector = Object.fromEntries(wanted.map(([key]) => [key, labels[key] ?? ""]));
  return {
    text: `select the pods of ${kind} ${name}`,
    edits: [{ path: pathOf("spec.selector"), value: selector }],
  };
}
