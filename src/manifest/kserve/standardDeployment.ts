import type { JsonObject } from "../../model/json.ts";
import { numberField, optionalNumber, pointerField, stringField, structListField } from "../kubernetes/fields.ts";
import type { ComponentParts } from "./components/component.ts";
import { MODEL_CONTAINER, TRANSFORMER_CONTAINER } from "./implementations.ts";

/** The Deployment of a component in Standard mode, before the API server sees it. */
export function standardDeployment(parts: ComponentParts, component: JsonObject): JsonObject {
  const app = `isvc.${parts.name}`;
  const { name, namespace, annotations } = parts;
  const labels = { ...parts.labels, app };
  // Only without an autoscaler the number is the user's; else it is left to the autoscaler, which starts from 1.
  const least = optionalNumber(component, "minReplicas");
  const isFixed = annotations["serving.kserve.io/autoscalerClass"] === "none" && least !== undefined;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels, annotations },
    spec: {
      ...(isFixed ? { replicas: least } : {}),
      selector: { matchLabels: { app } },
      template: { metadata: { name, namespace, labels, annotations }, spec: withDefaultReadiness(parts.podSpec) },
      strategy: pointerField(component, "deploymentStrategy") ?? {
        type: "RollingUpdate",
        rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" },
      },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
  };
}

/** A model's or transformer's container that says no readiness is ready when its first port opens, 8080 without ports. */
function withDefaultReadiness(podSpec: JsonObject): JsonObject {
  const containers = structListField(podSpec, "containers").map((container) => {
    const name = stringField(container, "name");
    const isServer = name === MODEL_CONTAINER || name === TRANSFORMER_CONTAINER;
    const policy = { imagePullPolicy: "IfNotPresent", ...container };
    if (!isServer || container["readinessProbe"] !== undefined) return policy;
    const [first] = structListField(container, "ports");
    const port = first === undefined ? 8080 : numberField(first, "containerPort");
    const timing = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
    return { ...policy, readinessProbe: { tcpSocket: { port }, ...timing } };
  });
  return { ...podSpec, containers };
}
