import { KservePanic } from "../manifest/kserve/kservePanic.ts";
import { KSERVE_MINORS } from "../manifest/kserve/kserveRelease.ts";
import type { VectorPlatform } from "./vectorKind.ts";

/** KServe's releases as `0.20`. */
export const KSERVE_PLATFORM: VectorPlatform = {
  oldest: "0.12",
  newest: "0.20",
  parseRelease(text) {
    const minor = Number(/^0\.(\d+)$/.exec(text)?.[1]);
    return KSERVE_MINORS.some((known) => known === minor) ? { minor, patch: 0 } : undefined;
  },
};

/** What is wrong, or that Go panics. */
interface Guarded<T> {
  readonly value?: T;
  readonly panic?: string;
}

export function guarded<T>(work: () => T): Guarded<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof KservePanic)) throw error;
    return { panic: error.message };
  }
}
