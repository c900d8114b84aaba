import { refusalRule } from "../../refusalRule.ts";
import type { Rule } from "../../rule.ts";
import { ASKS_THE_APP, foundryExample } from "./foundryExample.ts";

const QUIET = foundryExample(ASKS_THE_APP);
const httpProbe = (fields: string) => foundryExample(`    readiness: { http: { path: /ready, ${fields} } }\n`);

/** What the form of Foundry would not take; the reader finds it. */
export const FOUNDRY_REFUSALS: readonly Rule[] = [
  refusalRule({
    id: "foundry-handler-count",
    severity: "error",
    summary: "a probe is neither exec nor HTTP, or both",
    platforms: ["foundry"],
    evidence: ["S0-09"],
    essay: [
      "The form asks first which of the two it is to be: a command in the container, or a GET to one of its ports.",
    ],
    ignoreWhen: "never: there is no such probe.",
    triggers: foundryExample("    readiness: { exec: { command: [test] }, http: { path: /ready, port: 9000 } }\n"),
    quiet: QUIET,
  }),
  refusalRule({
    id: "foundry-handler-unsupported",
    severity: "error",
    summary: "a probe by TCP or gRPC",
    platforms: ["foundry"],
    evidence: ["S0-09", "X-17"],
    essay: ["Kubernetes has four handlers, Foundry offers two of them: exec and HTTP."],
    ignoreWhen: "never: the form has no field for it.",
    triggers: foundryExample("    readiness: { tcp: { port: 9000 } }\n"),
    quiet: QUIET,
  }),
  refusalRule({
    id: "foundry-startup-unsupported",
    severity: "error",
    summary: "a startup probe",
    platforms: ["foundry"],
    evidence: ["S0-02"],
    essay: [
      "Exactly two types of probe can be configured, readiness and liveness. What a start needs is expressed in readiness; nothing keeps liveness away from a container that is still starting.",
    ],
    ignoreWhen: "never: there is none.",
    triggers: foundryExample(`    startup: { exec: { command: [test] } }\n${ASKS_THE_APP}`),
    quiet: QUIET,
  }),
  refusalRule({
    id: "foundry-port-range",
    severity: "error",
    summary: "an HTTP probe on a port outside 1024–65535",
    platforms: ["foundry"],
    evidence: ["S0-19", "X-35"],
    essay: [
      "Containers of a compute module run without the right to ports below 1024, and the form takes none of them.",
    ],
    ignoreWhen: "never: the form does not take it.",
    triggers: httpProbe("port: 80"),
    quiet: httpProbe("port: 8080"),
  }),
  refusalRule({
    id: "foundry-port-reserved",
    severity: "error",
    summary: "an HTTP probe on one of Foundry's own ports, 8945 or 8946",
    platforms: ["foundry"],
    evidence: ["S0-19"],
    essay: ["What Foundry adds to a container listens there; a probe would ask it and not the application."],
    ignoreWhen: "never: the form does not take it.",
    triggers: httpProbe("port: 8945"),
    quiet: httpProbe("port: 8947"),
  }),
  refusalRule({
    id: "foundry-header-shape",
    severity: "error",
    summary: "more than one header, or one without name or value",
    platforms: ["foundry"],
    evidence: ["S0-18"],
    essay: ["The form has room for one header: a name and a value."],
    ignoreWhen: "never: the form does not take it.",
    triggers: httpProbe("port: 9000, header: { name: X-Check }"),
    quiet: httpProbe("port: 9000, header: { name: X-Check, value: live }"),
  }),
  refusalRule({
    id: "foundry-timeout-invalid",
    severity: "error",
    summary: "a timeout that is no positive number of seconds",
    platforms: ["foundry"],
    evidence: ["S0-11", "S0-18"],
    essay: ["A check that is not finished in time has failed; a time of nothing would fail every check."],
    ignoreWhen: "never: the form does not take it.",
    triggers: httpProbe("port: 9000, timeoutSeconds: 0"),
    quiet: httpProbe("port: 9000, timeoutSeconds: 1"),
  }),
  refusalRule({
    id: "foundry-command-empty",
    severity: "error",
    summary: "an exec probe without a command",
    platforms: ["foundry"],
    evidence: ["S0-11"],
    essay: ["A command is a program and its arguments, each a text of its own; no shell reads it."],
    ignoreWhen: "never: nothing could be run.",
    triggers: foundryExample("    readiness: { exec: { command: [] } }\n"),
    quiet: foundryExample("    readiness: { exec: { command: [python, ready.py] } }\n"),
  }),
  refusalRule({
    id: "foundry-timing-not-a-field",
    severity: "warning",
    summary: "a period, threshold or delay within a probe",
    platforms: ["foundry"],
    evidence: ["S0-21", "X-31"],
    essay: [
      "Kubernetes has such numbers, Foundry's form has not: it probes intermittently, and publishes neither how often nor how many failures it forgives. To see what would come of a number, say it in the file's assumptions or by --assumptions; every report names it as assumed.",
    ],
    ignoreWhen: "never: it does nothing.",
    triggers: foundryExample("    readiness: { periodSeconds: 5, http: { path: /ready, port: 9000 } }\n"),
    quiet: foundryExample(ASKS_THE_APP, "assumptions: { periodSeconds: 5 }\n"),
  }),
];
