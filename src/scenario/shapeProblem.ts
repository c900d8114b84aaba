export type Path = readonly (string | number)[];

/** Something wrong with a value, and where it stands in the file. */
export interface ShapeProblem {
  readonly path: Path;
  /** The key is meant, not its value. */
  readonly atKey?: true;
  readonly message: string;
  readonly help?: string;
}

/** `containers.web.instances[0].app[1].state`. */
export function nameOf(path: Path): string {
  return (
    path.reduce<string>(
      (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
      "",
    ) || "the scenario"
  );
}

/** `spec.containers[0].image` in its parts. */
export function partsOf(path: string): Path {
  return [...path.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));
}
