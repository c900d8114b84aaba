import type { Property } from "../property.ts";
import { violate } from "../property.ts";
import { hasProbes } from "./probed.ts";

/** How late the runtime notices an exec time-out (KLT-030). */
const EXEC_REACTION_MS = 7;

export const attemptsDoNotOverlap: Property = {
  id: "attempts-do-not-overlap",
  statement: "An attempt of a container's probe begins only after the one before it has ended.",
  sources: ["KLT-005"],
  exercised: "two attempts of one probe",
  appliesTo: hasProbes,
  observe: (_run, found) => ({
    probe: ({ t, step, probe }, { attemptBefore: before, container }) => {
      if (before === undefined) return;
      found.tried++;
      if (before.end !== undefined && before.end <= t) return;
      violate(
        found,
        t,
        [before.step, step],
        `${probe} of ${container.facts.name} is asked while its attempt of ${before.t} ms is still on`,
      );
    },
  }),
};

export const attemptsEndInTime: Property = {
  id: "attempts-end-in-time",
  statement: "An attempt ends at its time-out at the latest (of a command: 7 ms later), and is a time-out only then.",
  sources: ["KLT-030"],
  exercised: "an attempt that ends",
  appliesTo: hasProbes,
  observe: (run, found) => ({
    probeEnd: ({ t, step, probe, end, out }, { plan, container }) => {
      found.tried++;
      const latestMs = plan.timeoutMs + (plan.handler === "exec" ? EXEC_REACTION_MS : 0);
      const lastedMs = end - t;
      // A machine that was suspended meanwhile loses no time of its own.
      if (run.facts.hasNodeFaults || (lastedMs <= latestMs && (out !== "timeout" || lastedMs === latestMs))) return;
      violate(
        found,
        end,
        [step],
        `${probe} of ${container.facts.name} lasts ${lastedMs} ms as ${out}, its time-out is ${plan.timeoutMs} ms`,
      );
    },
  }),
};

export const errorsAreRepeated: Property = {
  id: "errors-are-repeated",
  statement: "An attempt that comes to an error is repeated at once, three attempts in all, and no other attempt is.",
  sources: ["KLT-031"],
  exercised: "an attempt that comes to an error",
  appliesTo: hasProbes,
  observe: (run, found) => ({
    probe: ({ t, step, probe }, { errors, ended, container }) => {
      if (errors === 0) return;
      found.tried++;
      if (ended === undefined || ended.end === t) return;
      const words = `${probe} of ${container.facts.name} came to an error at ${ended.end} ms, attempt ${errors} of its round`;
      violate(found, t, [ended.step, step], `${words}, and is asked again only at ${t} ms`);
    },
    finish: (untilMs) => {
      for (const { errors, ended, isOn, plan, container } of run.probes) {
        if (errors === 0 || isOn || ended === undefined || ended.end >= untilMs) continue;
        if (container.pod.kubeletSinceMs === Infinity) continue;
        found.tried++;
        const words = `${plan.type} of ${container.facts.name} came to an error and is not repeated`;
        violate(found, ended.end, [ended.step], words);
      }
    },
  }),
};

export const attemptsMeetTheInstance: Property = {
  id: "attempts-meet-the-instance",
  statement:
    "An attempt asks the instance that the container's status shows as running; one whose process has died meanwhile answers nothing.",
  sources: ["KLT-014", "KLT-009", "KLT-036"],
  exercised: "an attempt",
  appliesTo: hasProbes,
  observe: (_run, found) => ({
    probe: ({ t, step, probe, n, out }, { container: { held, facts, instance, previous }, plan }) => {
      found.tried++;
      const asked = instance?.n === n ? instance : previous?.n === n ? previous : undefined;
      if (held?.state !== "running" || held.n !== n)
        violate(
          found,
          t,
          [step],
          `${probe} of ${facts.name} is asked of instance ${n}, its status says ${held?.state} ${held?.n}`,
        );
      else if (asked?.startMs === undefined)
        violate(found, t, [step], `${probe} of ${facts.name} is asked of instance ${n}, which has not started`);
      else if (
        asked.exit !== undefined &&
        asked.exit.t < t &&
        // Where no process listens any more a connection is refused, which is a failure; a command has nobody to run it.
        (out === "ok" || (out === "fail" && plan.handler === "exec"))
      )
        violate(
          found,
          t,
          [asked.exit.step, step],
          `${probe} of ${facts.name} is answered by instance ${n}, which has ended`,
        );
    },
  }),
};

/** The real kubelet of 1.35 and 1.36 breaks it in terminations (KLT-037). */
export const attemptsAreNotCancelled: Property = {
  id: "attempts-are-not-cancelled",
  statement: "No attempt is cancelled by the kubelet that makes it.",
  sources: ["KLT-037"],
  exercised: "an attempt ends in a termination",
  appliesTo: hasProbes,
  observe: (_run, found) => ({
    probeEnd: ({ step, probe, end, out }, { container: { facts, pod } }) => {
      if (end >= pod.terminatingMs) found.tried++;
      if (out !== "cancelled") return;
      // It comes with the request to terminate, before the sync that does.
      violate(found, end, [step], `${probe} of ${facts.name} is cancelled at ${end} ms`, "in termination");
    },
  }),
};
