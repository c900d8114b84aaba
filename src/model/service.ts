import type { ObjectMeta } from "./pod.ts";
import type { PortReference } from "./probe.ts";

export interface ServicePort {
  readonly name?: string;
  /** Default TCP. */
  readonly protocol?: string;
  readonly port: number;
  /** Default: the same as `port`. */
  readonly targetPort?: PortReference;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

/** v1.ServiceSpec, as far as endpoints and kube-proxy look at it. */
export interface ServiceSpec {
  /** Absent or null: nobody makes endpoints for it. */
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePort[];
  readonly type?: string;
  /** `None` for a headless service. */
  readonly clusterIP?: string;
  readonly publishNotReadyAddresses?: boolean;
  readonly ipFamilies?: readonly string[];
  readonly externalTrafficPolicy?: string;
  readonly internalTrafficPolicy?: string;
}

/** v1.Service. */
export interface Service {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta & { readonly name: string };
  readonly spec: ServiceSpec;
}
