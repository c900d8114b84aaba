import type { ProbeType } from "../../model/probe.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import type { Property } from "../property.ts";
import { someContainer } from "../property.ts";

/** Some container that can be probed has a probe of one of these types. */
export const hasProbeOf =
  (...types: readonly ProbeType[]): Property["appliesTo"] =>
  (facts) =>
    someContainer(facts, ({ probes }) => types.some((type) => probes[type] !== undefined));

export const hasProbes = hasProbeOf(...PROBE_TYPES);
