import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";

/** What releases of the API server do differently with Services. */
export interface ServiceRelease {
  /** A Service may be named `1svc` (validation/services: all differences of 1.35 and 1.34 but one; gate RelaxedServiceNameValidation). */
  readonly serviceNamesMayBeginWithDigit: boolean;
  /** Addresses may not have leading zeros nor be IPv4 mapped into IPv6 (gate StrictIPCIDRValidation; no vector). */
  readonly strictAddresses: boolean;
  /** How addresses in unusual spelling are warned about (apimachinery `GetWarningsForIP`; no vector). */
  readonly addressWarnings: "invalid" | "consideredInvalid" | "future";
  /** What `trafficDistribution` may be; where nothing, the field is dropped (gates ServiceTrafficDistribution, PreferSameTrafficDistribution; no vector). */
  readonly trafficDistributionValues: readonly string[];
  /** A LoadBalancer may not have the kubelet's port 10250 (core/validation `ValidateService`, gone in 1.33; no vector). */
  readonly loadBalancerRefusesKubeletPort: boolean;
  /** Each range of `loadBalancerSourceRanges` has its own error; 1.28 has one for all (core/validation `ValidateService`; no vector). */
  readonly sourceRangesCheckedOneByOne: boolean;
  /** `externalTrafficPolicy` also counts for a ClusterIP Service with externalIPs; decides the text too (validation/services.v1.28). */
  readonly externalIPsTakeTrafficPolicy: boolean;
  /** Headless Services are warned about fields that have no effect (validation/services.v1.33 `service/00123`). */
  readonly headlessServiceWarnings: boolean;
  /** `externalIPs` are warned about as deprecated (api/service `GetWarningsForService`; no vector). */
  readonly externalIPsDeprecated: boolean;
  /** `PreferClose` is warned about as deprecated (api/service `GetWarningsForService`; no vector). */
  readonly preferCloseDeprecated: boolean;
}

export function serviceRelease(version: KubernetesVersion): ServiceRelease {
  return {
    serviceNamesMayBeginWithDigit: isAtLeast(version, 36),
    strictAddresses: isAtLeast(version, 36),
    addressWarnings: isAtLeast(version, 36) ? "invalid" : isAtLeast(version, 33) ? "consideredInvalid" : "future",
    trafficDistributionValues: isAtLeast(version, 34)
      ? ["PreferClose", "PreferSameZone", "PreferSameNode"]
      : isAtLeast(version, 31)
        ? ["PreferClose"]
        : [],
    loadBalancerRefusesKubeletPort: !isAtLeast(version, 33),
    sourceRangesCheckedOneByOne: isAtLeast(version, 30),
    externalIPsTakeTrafficPolicy: isAtLeast(version, 29),
    headlessServiceWarnings: isAtLeast(version, 34),
    externalIPsDeprecated: isAtLeast(version, 36),
    preferCloseDeprecated: isAtLeast(version, 35),
  };
}
