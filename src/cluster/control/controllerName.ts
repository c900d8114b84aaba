/** In the order in which the controllers began to watch: events reach them in it. */
export const CONTROLLER_NAMES = [
  "replicaset",
  "deployment",
  "statefulset",
  "endpointslice",
  "endpoint",
  "job",
  "daemonset",
] as const;
export type ControllerName = (typeof CONTROLLER_NAMES)[number];
