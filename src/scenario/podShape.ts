import { COUNT, INTEGER, list, map, named, object, openObject, optional, PORT, required, TEXT } from "./shape.ts";
import type { ObjectShape } from "./shape.ts";

/*
 * As much of v1.Pod and v1.Service as editors should help with. What is not named here is Kubernetes' own and left to
 * its decoder; the probes are closed, because a misspelt probe key is what people come here with.
 */

const PROBE: ObjectShape = named(
  "probe",
  object({
    exec: optional(
      openObject({ command: optional(list(TEXT), "The command and its arguments; no shell.") }),
      "Exit code 0 is a success.",
    ),
    httpGet: optional(
      openObject({
        path: optional(TEXT, "Default /."),
        port: required(PORT, "Number, or name of one of the container's ports."),
        host: optional(TEXT, "Default: the pod's IP."),
        scheme: optional(TEXT, "HTTP or HTTPS. Default HTTP."),
      }),
      "A status from 200 to 399 is a success.",
    ),
    tcpSocket: optional(
      openObject({ port: required(PORT, "Number, or name of one of the container's ports.") }),
      "A connection is a success.",
    ),
    grpc: optional(openObject({ port: required(INTEGER, "A number.") }), "SERVING is a success."),
    initialDelaySeconds: optional(INTEGER, "Seconds after the container's start before the first attempt. Default 0."),
    timeoutSeconds: optional(INTEGER, "Seconds until an attempt counts as failed. Default 1."),
    periodSeconds: optional(INTEGER, "Seconds between attempts. Default 10."),
    successThreshold: optional(INTEGER, "Successes in a row that flip the verdict. Default 1."),
    failureThreshold: optional(INTEGER, "Failures in a row that flip the verdict. Default 3."),
    terminationGracePeriodSeconds: optional(INTEGER, "Grace of a kill that this probe causes, instead of the pod's."),
  }),
);

const CONTAINER: ObjectShape = named(
  "container",
  openObject({
    name: required(TEXT, "Name of the container."),
    image: optional(TEXT, "Never pulled."),
    restartPolicy: optional(TEXT, "Always makes an init container a sidecar."),
    startupProbe: optional(PROBE, "Until it succeeds, the other probes wait; when it fails, the container is killed."),
    livenessProbe: optional(PROBE, "When it fails, the container is killed."),
    readinessProbe: optional(PROBE, "While it fails, the pod gets no traffic."),
  }),
);

const METADATA: ObjectShape = openObject({
  name: optional(TEXT, "Default p."),
  namespace: optional(TEXT, "Default default."),
  labels: optional(map(TEXT), "What a Service's selector looks at."),
});

export const POD_SHAPE: ObjectShape = named(
  "pod",
  openObject({
    metadata: optional(METADATA, "Name and labels."),
    spec: required(
      openObject({
        restartPolicy: optional(TEXT, "Always, OnFailure or Never. Default Always."),
        terminationGracePeriodSeconds: optional(COUNT, "Seconds between SIGTERM and SIGKILL. Default 30."),
        initContainers: optional(list(CONTAINER), "Run one after the other before the others; sidecars stay."),
        containers: required(list(CONTAINER, 1), "At least one."),
      }),
      "v1.PodSpec.",
    ),
  }),
);

export const SERVICE_SHAPE: ObjectShape = openObject({
  metadata: required(openObject({ name: required(TEXT, "Name of the service.") }), "Its name."),
  spec: required(openObject({ selector: optional(map(TEXT), "Labels of the pods behind it.") }), "v1.ServiceSpec."),
});
