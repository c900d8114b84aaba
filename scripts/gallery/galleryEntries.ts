/** One report of the gallery. */
export interface GalleryEntry {
  /** Of its files. */
  readonly name: string;
  /** A scenario below `sims`, or a manifest below `properties/manifests`. */
  readonly file: string;
  /** Which of its `failsWhen` is applied to it: the report then shows what fails. */
  readonly flip?: number;
  /** In which colours a picture is taken of it. */
  readonly picture?: "light" | "dark";
  /** What there is to see. */
  readonly caption: string;
}

export const GALLERY: readonly GalleryEntry[] = [
  {
    name: "three-probes",
    picture: "light",
    file: "lessons/three-probes.yaml",
    caption: "One deadlock, three probes: what each of them does about it.",
  },
  {
    name: "startup-gate",
    file: "lessons/startup-gate.yaml",
    caption: "Until the startup probe has succeeded, liveness and readiness wait.",
  },
  {
    name: "liveness-kill",
    file: "lessons/liveness-kill.yaml",
    caption: "A deadlock is found by liveness, and restarted until the back-off is longer than a run.",
  },
  {
    name: "liveness-kill-failing",
    picture: "light",
    file: "lessons/liveness-kill.yaml",
    flip: 0,
    caption: "The same with an app that heeds SIGTERM: what was expected fails, and the report opens where it does.",
  },
  {
    name: "readiness-outage",
    file: "lessons/readiness-outage.yaml",
    caption: "While the app answers too slowly its pod gets no traffic; nothing is restarted.",
  },
  {
    name: "dependency-outage",
    picture: "dark",
    file: "lessons/dependency-outage.yaml",
    caption: "Three replicas whose liveness asks for the database are restarted when it is away.",
  },
  {
    name: "sidecar",
    file: "lessons/sidecar.yaml",
    caption: "An init container, a sidecar with a startup probe, and the end in reverse order.",
  },
  {
    name: "drain",
    file: "lessons/drain.yaml",
    caption: "A pod that goes, and what its clients see of it.",
  },
  {
    name: "overload",
    picture: "light",
    file: "lessons/overload.yaml",
    caption: "Readiness that an overloaded pod fails takes one pod after the other out.",
  },
  {
    name: "back-off",
    file: "lessons/back-off.yaml",
    caption: "Who fails again and again is restarted later and later.",
  },
  {
    name: "started-inherited",
    file: "museum/started-inherited.yaml",
    caption: "From the museum: a replacement that counts as started before its startup probe was asked.",
  },
  {
    name: "exec-timeout-not-enforced",
    file: "museum/exec-timeout-not-enforced.yaml",
    caption: "From the museum: before 1.20 nothing ended a command that took too long.",
  },
  {
    name: "check-store-front",
    picture: "light",
    file: "Azure-Samples__aks-store-demo/kustomize__overlays__azd__store-front__deployment.yaml",
    caption: "check of a manifest: its numbers, its findings, and the run behind each.",
  },
];
