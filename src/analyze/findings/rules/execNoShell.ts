import { podExample } from "../examples.ts";
import { commandOf, isShell, probesOfHandler } from "../probeTools.ts";
import type { WorkloadRule } from "../rule.ts";

/** Words that mean something to a shell, and nothing to a program that gets them as they are. */
const SHELL_WORD = /^(?:&&|\|\||[|;&]|\d?>>?(?:&\d)?|<|\d?>.+)$/;
const SHELL_VARIABLE = /\$(?:[A-Za-z_]\w*|\{)|`|\$\(\w+ /;

export const anyExecNoShell: WorkloadRule = {
  id: "any-exec-no-shell",
  severity: "warning",
  summary: "a command has shell syntax and no shell",
  platforms: ["all"],
  evidence: ["dialects 8"],
  essay: [
    "The command of a probe is started as it is, word by word. `&&`, pipes, redirections and `$NAME` are arguments like others to a program that does not know them: the check is another one than it looks, and mostly one that always fails or always succeeds. Kubernetes itself replaces `$(NAME)` by what the container's env says, and nothing else.",
  ],
  ignoreWhen: "the program takes these words as they are.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        exec: { command: [test, -f, /tmp/a, "&&", test, -f, /tmp/b] }`),
  },
  quiet: {
    manifest: podExample(`
      livenessProbe:
        exec: { command: [sh, -c, "test -f /tmp/a && test -f /tmp/b"] }`),
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec").flatMap((probe) => {
      const { path, container, type } = probe;
      const command = commandOf(probe);
      if (isShell(command) || command.some((word) => /^(?:sh|bash|ash)$/.test(word.replace(/^.*\//, "")))) return [];
      const index = command.findIndex((word) => SHELL_WORD.test(word) || SHELL_VARIABLE.test(word));
      if (index < 0) return [];
      return [
        {
          path: `${path}.exec.command[${index}]`,
          container: container.name,
          probe: type,
          message: `the ${type} command of ${container.name} is started without a shell, and gets ${JSON.stringify(command[index])} as it is`,
          why: "what a shell would make of it, nobody does: the check is another one than it looks",
          fix: {
            text: "start a shell for it",
            edits: [{ path: `${path}.exec.command`, value: ["sh", "-c", command.join(" ")] }],
          },
        },
      ];
    }),
};
