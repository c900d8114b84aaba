export { environment } from "./environments.ts";
export { failureSchedule } from "./failures.ts";
export { container, pod } from "./pods.ts";
export { probe } from "./probes.ts";
export { scenario } from "./scenarios.ts";
export { propagation, service } from "./services.ts";
