import * as fc from "fast-check";
import type { Propagation } from "../../model/scenario.ts";
import type { Service } from "../../model/service.ts";
import { LABELS } from "./pods.ts";

/** A service before the pods that `pod` makes. Shrinks to a plain one. */
export function service(name = "web"): fc.Arbitrary<Service> {
  return fc.constantFrom(false, false, false, true).map((publishNotReadyAddresses) => ({
    metadata: { name, namespace: "default" },
    spec: {
      selector: LABELS,
      ports: [{ port: 80 }],
      ...(publishNotReadyAddresses && { publishNotReadyAddresses }),
    },
  }));
}

/** How long news take to the endpoints. Shrinks to no time. */
export function propagation(): fc.Arbitrary<Propagation> {
  return fc.constantFrom<Propagation[]>("ideal", "typical", "slow", {
    apiMs: 5,
    endpointsMs: 10,
    proxyMs: 0,
    endpointsBatchMs: 1_000,
  });
}
