import type { Backends } from "../model/backends.ts";
import type { Container } from "../model/container.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";
import { unknownName } from "./unknownName.ts";

/** Backends beside their container: ports by name must be there, and what excludes each other must not stand together. */
export function checkBackends(backends: Backends, container: Container, path: Path): ShapeProblem[] {
  const names = (container.ports ?? []).flatMap(({ name }) => name ?? []);
  const { http = [], tcp = [], grpc = [], exec = [] } = backends;
  const ports = Object.entries({ http, tcp, grpc }).flatMap(([list, entries]) =>
    entries.flatMap(({ port }, index) =>
      typeof port === "string" && !names.includes(port)
        ? [unknownName([...path, list, index, "port"], false, "port", port, names)]
        : [],
    ),
  );
  const errors = exec.flatMap((entry, index): ShapeProblem[] => {
    const extra = (["exitCode", "stdout", "stderr"] as const).find((key) => entry[key] !== undefined);
    if (entry.error === undefined || extra === undefined) return [];
    const here = [...path, "exec", index];
    return [
      {
        path: [...here, extra],
        message: `${nameOf(here)} has both error and ${extra}`,
        help: "a call that fails brings nothing of the command",
      },
    ];
  });
  return [...ports, ...errors];
}
