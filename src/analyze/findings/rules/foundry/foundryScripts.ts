import { baseName, commandOf, commandText, isShell, probesOfHandler } from "../../probeTools.ts";
import type { Draft, WorkloadRule } from "../../rule.ts";
import { foundryExample } from "./foundryExample.ts";

const INTERPRETERS = /^(?:python[\d.]*|node|ruby|perl|bash|sh)$/;
const SCRIPT = /\.(?:py|js|mjs|rb|pl|sh)$/;

export const foundryUncaughtExit: WorkloadRule = {
  id: "foundry-uncaught-exit",
  severity: "note",
  summary: "a script that fails by accident fails the probe",
  platforms: ["foundry"],
  evidence: ["S0-14", "S0-16"],
  essay: [
    "A script that raises an error ends with a code other than 0, for whatever reason: a variable that is not set, a name that does not resolve. One that waits for the network without a limit hangs until the probe's own. Both read as an app that is not ready.",
    "Catch what may go wrong and decide what it means; keep the limits of requests below the probe's.",
  ],
  ignoreWhen: "the script handles its errors, and its requests have limits.",
  triggers: foundryExample("    readiness: { exec: { command: [python, /app/ready.py], timeoutSeconds: 5 } }\n"),
  quiet: foundryExample("    readiness: { exec: { command: [test, -f, /tmp/ready], timeoutSeconds: 5 } }\n"),
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec").flatMap((probe): Draft[] => {
      const [program = "", ...words] = commandOf(probe);
      const script = INTERPRETERS.test(baseName(program)) ? words.find((word) => SCRIPT.test(word)) : undefined;
      if (script === undefined) return [];
      return [
        {
          path: `${probe.path}.exec.command`,
          container: probe.container.name,
          probe: probe.type,
          message: `whatever ${script} stumbles over fails the ${probe.type} probe of ${probe.container.name}`,
          why: `handle its errors, and keep the limits of its requests below the ${probe.timeoutMs / 1000}s of the probe`,
        },
      ];
    }),
};

/** A path that is not from the root: `tmp/done`, `ready.py`. */
const RELATIVE = /^(?![-/~$]|\w+:\/\/)[\w.-]+(?:\/[\w./-]+|\.(?:py|js|mjs|rb|pl|sh|txt|done|ready|lock))$/;

export const foundryRelativePath: WorkloadRule = {
  id: "foundry-relative-path",
  severity: "note",
  summary: "a probe's command names a file by a relative path",
  platforms: ["foundry"],
  evidence: ["S0-15"],
  essay: [
    "A command of a probe runs in the image's working directory, which need not be the one that the app has changed to. Then the two look at different files of the same name.",
  ],
  ignoreWhen: "the app never leaves the working directory of its image.",
  triggers: foundryExample("    readiness: { exec: { command: [test, -f, tmp/ready], timeoutSeconds: 5 } }\n"),
  quiet: foundryExample("    readiness: { exec: { command: [test, -f, /tmp/ready], timeoutSeconds: 5 } }\n"),
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec").flatMap((probe): Draft[] => {
      const command = commandOf(probe);
      const words = isShell(command) ? commandText(probe).split(/\s+/) : command.slice(1);
      const relative = words.find((word) => RELATIVE.test(word));
      if (relative === undefined) return [];
      return [
        {
          path: `${probe.path}.exec.command`,
          container: probe.container.name,
          probe: probe.type,
          message: `${relative} in the ${probe.type} command of ${probe.container.name} depends on the directory that it runs in`,
          why: "write it from the root on",
        },
      ];
    }),
};
