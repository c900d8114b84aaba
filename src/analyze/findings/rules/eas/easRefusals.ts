import { refusalRule } from "../../refusalRule.ts";
import type { Rule } from "../../rule.ts";
import { easExample, tcpCheck } from "./easExample.ts";

const THREE = { failure_threshold: 3, initial_delay_seconds: 0 };
const QUIET = easExample({ liveness_check: tcpCheck(THREE), health_check: tcpCheck(THREE) });

/** What is wrong with a service.json itself; the reader finds it. */
export const EAS_REFUSALS: readonly Rule[] = [
  refusalRule({
    id: "eas-handler-count",
    severity: "error",
    summary: "a check has no method, or several",
    platforms: ["eas"],
    evidence: ["S1-01", "S1-25"],
    essay: [
      "A check asks in exactly one way: http_get, tcp_socket or exec. Kubernetes refuses a probe with none or two, and so does what stands on it.",
    ],
    ignoreWhen: "never: there is no such check.",
    triggers: easExample({ liveness_check: { http_get: { port: 8000 }, exec: { command: ["true"] }, ...THREE } }),
    quiet: QUIET,
  }),
  refusalRule({
    id: "eas-port-missing",
    severity: "error",
    summary: "a check by HTTP or TCP names no port number",
    platforms: ["eas"],
    evidence: ["S1-15", "S1-25"],
    essay: [
      "The documents name no default, and the container's own port is not taken silently: whether traffic and check go to the same port is for the author to say. A number in quotes is a text, and no port.",
    ],
    ignoreWhen: "never: nothing could be asked.",
    triggers: easExample({ liveness_check: { tcp_socket: { port: "8000" }, ...THREE } }),
    quiet: QUIET,
  }),
  refusalRule({
    id: "eas-exec-command-string",
    severity: "error",
    summary: "the command of a check is one text in place of a list",
    platforms: ["eas"],
    evidence: ["S1-15", "S1-25", "X-38"],
    essay: [
      "A service's own command is one text; the command of a check is a list, a program and its arguments, and no shell reads it. The console rewrites a line into a list; the JSON is taken as it is.",
      'Who wants a shell says so: ["sh", "-c", "test -f /tmp/ready"].',
    ],
    ignoreWhen: "never: the check would not be accepted.",
    triggers: easExample({ health_check: { exec: { command: "test -f /tmp/ready" }, ...THREE } }),
    quiet: easExample({ health_check: { exec: { command: ["sh", "-c", "test -f /tmp/ready"] }, ...THREE } }),
  }),
  refusalRule({
    id: "eas-success-threshold-not-one",
    severity: "error",
    summary: "a liveness or startup check wants more than one success",
    platforms: ["eas"],
    evidence: ["S1-21", "S3-10", "X-05"],
    essay: [
      "Kubernetes accepts only 1 as the success threshold of liveness and startup: a container that runs is alive until proven otherwise. The example in EAS' own documents has 2.",
      "Two of its three documents describe the thresholds the wrong way round, and under that reading 2 meant two failures. Whether EAS refuses or corrects the number is not published; --lenient takes it as 1.",
    ],
    ignoreWhen: "never: say the failures as failure_threshold.",
    triggers: easExample({ liveness_check: tcpCheck({ ...THREE, success_threshold: 2 }) }),
    quiet: easExample({ liveness_check: tcpCheck({ ...THREE, success_threshold: 1 }) }),
  }),
  refusalRule({
    id: "eas-number-range",
    severity: "error",
    summary: "a number of a check is negative, broken or a text",
    platforms: ["eas"],
    evidence: ["S1-23"],
    essay: ["Delays are whole seconds from 0, periods, timeouts and thresholds whole numbers from 1, without quotes."],
    ignoreWhen: "never: there is no such number.",
    triggers: easExample({ liveness_check: tcpCheck({ ...THREE, period_seconds: "10" }) }),
    quiet: easExample({ liveness_check: tcpCheck({ ...THREE, period_seconds: 10 }) }),
  }),
  refusalRule({
    id: "eas-zero-means-default",
    severity: "warning",
    summary: "a 0 that Kubernetes replaces by its own default",
    platforms: ["eas"],
    evidence: ["S1-23"],
    essay: [
      "To Kubernetes a period, timeout or threshold of 0 is one that was left out. It becomes Kubernetes' own default (period 10, timeout 1, success 1, failure 3), which need not be the one that EAS documents.",
    ],
    ignoreWhen: "Kubernetes' default is what you want.",
    triggers: easExample({ liveness_check: tcpCheck({ ...THREE, timeout_seconds: 0 }) }),
    quiet: easExample({ liveness_check: tcpCheck({ ...THREE, timeout_seconds: 1 }) }),
  }),
  refusalRule({
    id: "eas-readiness-key-both",
    severity: "error",
    summary: "a container has health_check and readiness_check",
    platforms: ["eas"],
    evidence: ["S1-22", "S3-12", "X-04"],
    essay: [
      "Both are the readiness check: the English documents and the SDK call it health_check, the Chinese ones readiness_check. Which of two EAS would take is not published.",
    ],
    ignoreWhen: "both say the same (then it is only a warning).",
    triggers: easExample({
      health_check: tcpCheck(THREE),
      readiness_check: { exec: { command: ["test", "-f", "/tmp/ready"] }, ...THREE },
    }),
    quiet: QUIET,
  }),
  refusalRule({
    id: "eas-duplicate-type",
    severity: "error",
    summary: "a check of one type is given twice",
    platforms: ["eas"],
    evidence: ["S1-14", "S3-07", "X-13"],
    essay: [
      "At most three checks, each of another type. Most readers of JSON keep the last of two equal keys without a word, so that the first is lost.",
    ],
    ignoreWhen: "never: one of them does nothing.",
    triggers: {
      file: "service.json",
      manifest: QUIET.manifest.replace(/("health_check": [^}]*\}[^}]*\})/, "$1,\n      $1"),
    },
    quiet: QUIET,
  }),
  refusalRule({
    id: "eas-port-reserved",
    severity: "error",
    summary: "the app's port is one of the engine's, 8080 or 9090",
    platforms: ["eas"],
    evidence: ["S1-13", "S3-06", "X-35"],
    essay: [
      "EAS puts its engine into every pod, and it listens on 8080 and 9090 of the network that all containers of the pod share. An app that wants one of them finds it in use.",
    ],
    ignoreWhen: "never: the app cannot have that port.",
    triggers: easExample({ port: 8080, liveness_check: tcpCheck(THREE) }),
    quiet: QUIET,
  }),
  refusalRule({
    id: "eas-unknown-key",
    severity: "warning",
    summary: "a key that EAS does not know",
    platforms: ["eas"],
    evidence: ["S3-11", "X-10"],
    essay: [
      "Unknown keys are ignored, and what they were meant to say is lost without a word. The Chinese documents themselves have comand for command; people who know Kubernetes write livenessProbe and periodSeconds.",
    ],
    ignoreWhen: "a later release of EAS knows the key.",
    triggers: easExample({ liveness_check: tcpCheck({ ...THREE, periodSeconds: 10 }) }),
    quiet: easExample({ liveness_check: tcpCheck({ ...THREE, period_seconds: 10 }) }),
  }),
  refusalRule({
    id: "eas-startup-script-complex",
    severity: "warning",
    summary: "the service's command is more than a single command",
    platforms: ["eas"],
    evidence: ["S1-12", "S3-06"],
    essay: [
      "The documents promise a single command and warn of complex scripts. What a semicolon, a pipe or an && comes to depends on how EAS starts the container, which is not published.",
    ],
    ignoreWhen: "you have seen it work.",
    triggers: easExample({ command: "pip install x && python app.py", health_check: tcpCheck(THREE) }),
    quiet: easExample({ command: "python app.py", health_check: tcpCheck(THREE) }),
  }),
];
