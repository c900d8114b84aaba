import type { Property } from "../property.ts";
import { circumstanceOf, someContainer, violate } from "../property.ts";
import { probeOf } from "../traceView.ts";
import { hasProbeOf } from "./probed.ts";

const hasStartupAndOthers: Property["appliesTo"] = (facts) =>
  someContainer(
    facts,
    ({ probes }) => probes.startup !== undefined && (probes.liveness !== undefined || probes.readiness !== undefined),
  );

/** Broken by the real kubelet from 1.35 on: a replacement inherits `started` (KLT-022). */
export const startupGatesOthers: Property = {
  id: "startup-gates-others",
  statement: "No liveness or readiness attempt of an instance begins before its own startup probe has succeeded.",
  sources: ["KLT-013", "KLT-011"],
  exercised: "a liveness or readiness attempt in a container that has a startup probe",
  appliesTo: hasStartupAndOthers,
  observe: (run, found) => {
    const startups = run.containers.map((container) => probeOf(container, "startup"));
    return {
      watches: ({ plan, container }) => plan.type !== "startup" && startups[container.index] !== undefined,
      probe: ({ t, step, probe, n }, { container }) => {
        found.tried++;
        if (startups[container.index]?.succeededFor === n) return;
        violate(
          found,
          t,
          [step],
          `${probe} of ${container.facts.name} is asked in instance ${n}, whose startup probe has not succeeded`,
          circumstanceOf(n, container.pod),
        );
      },
    };
  },
};

export const startupSilentOnceStarted: Property = {
  id: "startup-silent-once-started",
  statement: "No startup attempt begins while the container's status says that it has started.",
  sources: ["KLT-013", "KLT-017"],
  exercised: "a startup attempt, or a period of a started container that has a startup probe",
  appliesTo: hasProbeOf("startup"),
  observe: (_run, found) => ({
    watches: ({ plan }) => plan.type === "startup",
    probe: ({ t, step, n }, { container: { held, facts } }) => {
      found.tried++;
      if (held?.state === "running" && held.n === n && held.started === true)
        violate(found, t, [step], `startup of ${facts.name} is asked although instance ${n} has started`);
    },
  }),
};
