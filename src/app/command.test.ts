import { expect, test } from "vitest";
import { subjectOfCommand } from "./command.ts";

test.each([
  [["echo", "ok"], "nothing"],
  [["/bin/true"], "nothing"],
  [["sh", "-c", "echo ok"], "nothing"],
  [["/bin/sh", "-c", "exit 0"], "nothing"],
  [["cat", "/proc/1/status"], "nothing"],
  [["cat", "/tmp/healthy"], "file"],
  [["sh", "-c", "test -f /tmp/ready && echo ready"], "file"],
  [["/bin/bash", "-ec", "cat /tmp/healthy 2>/dev/null"], "file"],
  [["curl", "-f", "http://localhost:8080/"], "app"],
  [["sh", "-c", "exit 1"], "app"],
  [["sh", "-c", "echo ok; redis-cli ping"], "app"],
  [["sh", "-c", 'echo "$(curl localhost)"'], "app"],
  [["sh", "/health.sh"], "app"],
  [["probe", "liveness"], "app"],
  [[], "app"],
] as const)("%j looks at: %s", (command, subject) => {
  expect(subjectOfCommand(command)).toBe(subject);
});
