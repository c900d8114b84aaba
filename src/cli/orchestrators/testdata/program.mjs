// An orchestrator that is right about nothing happening, or broken in the way that its argument names.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [, , way] = process.argv;
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

const BROKEN = {
  "ends at once": () => process.exit(3),
  "dies of a signal": () => process.kill(process.pid, "SIGKILL"),
  throws: () => {
    throw new Error("a fault of its own");
  },
  hangs: () => undefined,
  "closes its output and stays": () => process.stdout.end(),
  "prints a log line": () => process.stdout.write("starting …\n"),
  "prints without end": () => setInterval(() => process.stdout.write("x".repeat(2 ** 20)), 0),
  "prints lines without end": () => setInterval(() => process.stdout.write("x\n".repeat(2 ** 16)), 0),
  "answers another question": () => say({ id: "another", events: [] }),
  "answers a list": () => say([]),
  "answers nothing": ({ id }) => say({ id }),
  "leaves its line open": ({ id }) => {
    process.stdout.write(JSON.stringify({ id, events: [] }), () => process.exit(0));
  },
  "lies about time": ({ id }) =>
    say({
      id,
      events: [
        { t: 5, kind: "patch" },
        { t: 4, kind: "patch" },
      ],
    }),
  cannot: ({ id }) => say({ id, error: "out of order" }),
  "does not know": ({ id }) => say({ id, unsupported: "pods" }),
  "leaves a child that holds its output": () => {
    spawn(process.execPath, ["-e", "setTimeout(() => {}, 20_000)"], { stdio: "inherit" });
    process.exit(4);
  },
  "does not want to end": ({ id }) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => undefined);
    setInterval(() => undefined, 1000);
    say({ id, events: [] });
  },
  "crashes each second time": ({ id }) => {
    if (id.startsWith("1") || id.startsWith("3") || id.startsWith("5")) process.exit(1);
    say({ id, events: [] });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const scenario = JSON.parse(line);
  if (way === undefined) say({ id: scenario.id, events: [] });
  else BROKEN[way](scenario);
}
