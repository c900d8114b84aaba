import type { ProbeType } from "../../model/probe.ts";
import type { Property } from "../property.ts";

/** Some container that can be probed has a probe of one of these types. */
export const hasProbeOf =
  (...types: readonly ProbeType[]): Property["appliesTo"] =>
  ({ probes }) =>
    probes.some(({ type }) => types.includes(type));

export const hasProbes: Property["appliesTo"] = ({ probes }) => probes.length > 0;
