export { environment } from "./environments.ts";
export { failureSchedule } from "./failures.ts";
export { container, pod } from "./pods.ts";
export { probe } from "./probes.ts";
export { scenario } from "./scenarios.ts";
export { propagation, service } from "./services.ts";
export type { FailureKind, FailureOptions } from "./withFailures.ts";
export { FAILURE_KINDS, withFailures } from "./withFailures.ts";
