import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { JudgedProperty } from "./checkProperties.ts";
import type { Circumstance, Violation } from "./property.ts";

/** What real kubelets of some releases are known to do against a property. */
export interface KnownViolation {
  readonly property: string;
  readonly circumstance: Circumstance;
  /** Minor releases, both ends included. */
  readonly from: number;
  readonly to: number;
  /** Why, and a vector that shows it. */
  readonly why: string;
}

const OLDEST = 0;
const NEWEST = 37;
const INHERITED = "`started` is carried over by container name to a replacement (KLT-022, k/k#141155)";
const SHUT_AGAIN =
  "the gate opened by inheritance shuts again, and a result that is known already is not told once more";
const FORGOTTEN = "a new kubelet has no workers yet when it makes its first status";

/** A violation that is not here is news; one that is here and does not occur any more, too (properties/invariants/recorded.test.ts). */
export const KNOWN_VIOLATIONS: readonly KnownViolation[] = [
  known("startup-gates-others", "in a replacement", 35, NEWEST, `${INHERITED}; P50`),
  known("startup-gates-others", "in termination", OLDEST, NEWEST, INHERITED),
  known("startup-gates-others", "after a kubelet restart", OLDEST, NEWEST, `${FORGOTTEN}; G4`),
  known("started-needs-its-startup-probe", "in a replacement", 35, NEWEST, `${INHERITED}; P50`),
  known(
    "started-needs-its-startup-probe",
    "in termination",
    OLDEST,
    NEWEST,
    `${INHERITED}; before, its worker was taken away`,
  ),
  known("started-needs-its-startup-probe", "after a kubelet restart", OLDEST, NEWEST, `${FORGOTTEN}; G4`),
  known("readiness-needs-a-verdict", "in a replacement", 35, NEWEST, `${SHUT_AGAIN}; probes-79`),
  known(
    "readiness-needs-a-verdict",
    "in termination",
    OLDEST,
    NEWEST,
    "RemovePod has taken the worker away; sidecar-96",
  ),
  known("readiness-needs-a-verdict", "after a kubelet restart", OLDEST, NEWEST, "its worker begins with Failure; P48"),
  known("readiness-flips-at-the-threshold", "in a replacement", 35, NEWEST, `${SHUT_AGAIN}; probes-79`),
  known("readiness-flips-at-the-threshold", "after a kubelet restart", OLDEST, NEWEST, SHUT_AGAIN),
  known("a-kubelet-restart-raises-no-readiness", "after a kubelet restart", OLDEST, 34, `${FORGOTTEN}; G3`),
  known(
    "a-kubelet-restart-raises-no-readiness",
    "of a young container",
    OLDEST,
    NEWEST,
    `${FORGOTTEN}; kubeletRestart-2`,
  ),
  known("ready-means-started-and-running", "in a replacement", 35, NEWEST, SHUT_AGAIN),
  known("ready-means-started-and-running", "in termination", OLDEST, NEWEST, SHUT_AGAIN),
  known("ready-means-started-and-running", "after a kubelet restart", OLDEST, NEWEST, `${SHUT_AGAIN}; G4`),
  known("started-stays", "in a replacement", 35, NEWEST, SHUT_AGAIN),
  known("started-stays", "in termination", OLDEST, NEWEST, SHUT_AGAIN),
  known("started-stays", "after a kubelet restart", OLDEST, NEWEST, `${SHUT_AGAIN}; G4`),
  known(
    "phases-go-forward",
    "after a kubelet restart",
    OLDEST,
    NEWEST,
    "the sandbox is made anew (kubeletRestart-165, until 1.35), or a sidecar was created and not started (sidecar-created-at-restart)",
  ),
  known(
    "attempts-are-not-cancelled",
    "in termination",
    35,
    36,
    "workers run on the pod worker's context (k/k#140881); P46",
  ),
];

function known(property: string, circumstance: Circumstance, from: number, to: number, why: string): KnownViolation {
  return { property, circumstance, from, to, why };
}

export function knownViolationOf(
  property: string,
  { circumstance }: Violation,
  { minor }: KubernetesVersion,
): KnownViolation | undefined {
  return KNOWN_VIOLATIONS.find(
    (entry) =>
      entry.property === property && entry.circumstance === circumstance && minor >= entry.from && minor <= entry.to,
  );
}

/** Those of a judged run that no release is known for. */
export function newViolations(
  { property, violations }: JudgedProperty,
  version: KubernetesVersion,
): readonly Violation[] {
  return violations.filter((violation) => knownViolationOf(property.id, violation, version) === undefined);
}
