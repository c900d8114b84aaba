import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { workloadsOf } from "../../src/manifest/dialect.ts";
import type { ManifestFile, ManifestObject } from "../../src/manifest/readManifest.ts";
import { readManifest } from "../../src/manifest/readManifest.ts";
import type { Container } from "../../src/model/container.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

// Real manifests: all of the corpus beside a checkout, compared with what the API server's own code made of them; at a user's the
// ones that ship, of which only the totals are known.

const ROOT = resolve(import.meta.dirname, "../..");
const CORPUS = join(ROOT, "../shared/corpus");
const RECORDED = join(ROOT, "../shared/conformance/corpus-api.jsonl.gz");
const hasWhole = existsSync(RECORDED) && existsSync(CORPUS);
const FOLDER = hasWhole ? CORPUS : join(ROOT, "properties/manifests");

const version = parseKubernetesVersion("1.36");
if (version === undefined) throw new Error("1.36 is a release");

const FILES: ReadonlyMap<string, ManifestFile> = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => [name, readManifest(name, readFileSync(join(FOLDER, name), "utf8"), { version })]),
);

interface RecordedDocument {
  readonly id: string;
  readonly file: string;
  readonly document: number;
  readonly empty?: boolean;
  readonly known?: boolean;
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string | null;
  readonly strict?: boolean;
  readonly result?: { readonly errors: readonly string[]; readonly warnings?: readonly string[] };
  readonly counts?: {
    readonly containers: number;
    readonly initContainers: number;
    readonly sidecars: number;
    readonly probes: Readonly<Record<string, number>>;
    readonly restartPolicy: string;
    readonly terminationGracePeriodSeconds: number;
  };
  readonly defaultedProbes?: readonly { readonly at: string; readonly probe: unknown }[] | null;
}

const DOCUMENTS: readonly RecordedDocument[] = hasWhole
  ? gunzipSync(readFileSync(RECORDED))
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RecordedDocument)
  : [];

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

function containersOf(object: ManifestObject): readonly { readonly at: string; readonly container: Container }[] {
  return workloadsOf(object).flatMap(
    ({
      pod: {
        spec: { containers, initContainers = [] },
      },
    }) => [
      ...containers.map((container, index) => ({ at: `containers[${index}]`, container })),
      ...initContainers.map((container, index) => ({ at: `initContainers[${index}]`, container })),
    ],
  );
}

function probesOf(object: ManifestObject): readonly { readonly at: string; readonly probe: unknown }[] {
  return containersOf(object)
    .flatMap(({ at, container }) => PROBES.map((type) => ({ at: `${at}.${type}`, probe: container[type] })))
    .filter(({ probe }) => probe !== undefined)
    .toSorted((left, right) => (left.at < right.at ? -1 : 1));
}

function documentsOf(file: string, document: number): readonly ManifestObject[] {
  return (FILES.get(file)?.objects ?? []).filter((object) => object.document === document);
}

/** The name that was given: none for a generated one. */
function shownName(object: ManifestObject | undefined): string | undefined {
  return object === undefined || object.name === "" || object.name.endsWith("*") ? undefined : object.name;
}

const ALL = [...FILES.values()].flatMap(({ objects }) => objects);

test("every file is read, and none is broken", () => {
  expect(FILES.size).toBe(hasWhole ? 297 : FILES.size);
  expect(FILES.size).toBeGreaterThan(40);
  const broken = [...FILES.values()].flatMap(({ diagnostics }) =>
    diagnostics.filter(({ severity }) => severity === "error"),
  );
  expect(broken).toEqual([]);
  expect([...FILES.values()].filter(({ objects }) => objects.length === 0)).toEqual([]);
});

test("containers and probes, all counted", () => {
  const containers = ALL.flatMap(containersOf).length;
  const probes = ALL.flatMap(probesOf).length;
  expect(containers).toBeGreaterThan(40);
  expect(probes).toBeGreaterThan(40);
  // Items of lists are objects of their own here; the recording took whole documents, and no platform's.
  const inDocuments = ALL.filter(({ path, dialect }) => path === "" && dialect === "kubernetes");
  if (hasWhole)
    expect([inDocuments.flatMap(containersOf).length, inDocuments.flatMap(probesOf).length]).toEqual([528, 575]);
});

describe("as the API server's own code answered", () => {
  test("the recording was compared where it is", () => {
    expect(DOCUMENTS.length).toBe(hasWhole ? 1239 : 0);
  });

  test("every document is there, with its kind and name", () => {
    for (const { id, file, document, empty, kind, apiVersion, name } of DOCUMENTS) {
      const objects = documentsOf(file, document);
      const [object] = objects;
      if (kind === "List") expect({ id, items: objects.length > 0 }).toEqual({ id, items: true });
      else if (empty === true) expect({ id, is: object?.content.is }).toEqual({ id, is: "empty" });
      else {
        const { group = "", version: itsVersion = "", kind: itsKind } = object?.kind ?? {};
        const itsApiVersion = group === "" ? itsVersion : `${group}/${itsVersion}`;
        expect({ id, kind: itsKind, apiVersion: itsApiVersion, name: shownName(object) }).toEqual({
          id,
          kind,
          apiVersion,
          name: name ?? undefined,
        });
      }
    }
  });

  test("what is accepted, and each error of the rest", () => {
    const known = DOCUMENTS.filter(({ known: isKnown }) => isKnown === true);
    expect(known.length).toBe(hasWhole ? 503 : 0);
    for (const { id, file, document, result, strict } of known) {
      const [object] = documentsOf(file, document);
      const messages = (code: string): readonly string[] =>
        (object?.diagnostics ?? []).filter((diagnostic) => diagnostic.code === code).map(({ message }) => message);
      const isStrict = messages("unknown-field").length + messages("wrong-type").length === 0;
      expect({ id, strict: isStrict, errors: messages("invalid-field"), warnings: messages("server-warning") }).toEqual(
        {
          id,
          strict,
          errors: result?.errors,
          warnings: result?.warnings ?? [],
        },
      );
      expect({ id, isAccepted: object?.isAccepted }).toEqual({ id, isAccepted: result?.errors.length === 0 });
    }
  });

  test("containers, sidecars and defaulted probes", () => {
    const counted = DOCUMENTS.filter(({ counts }) => counts !== undefined);
    expect(counted.length).toBe(hasWhole ? 328 : 0);
    for (const { id, file, document, counts, defaultedProbes } of counted) {
      const [object] = documentsOf(file, document);
      const [workload] = object === undefined ? [] : workloadsOf(object);
      if (object === undefined || workload === undefined) throw new Error(`${id}: ${object?.content.is}`);
      const { spec } = workload.pod;
      const probes = probesOf(object);
      expect({
        id,
        counts: {
          containers: spec.containers.length,
          initContainers: spec.initContainers?.length ?? 0,
          sidecars: spec.initContainers?.filter(({ restartPolicy }) => restartPolicy === "Always").length ?? 0,
          probes: Object.fromEntries(PROBES.map((type) => [type, probes.filter(({ at }) => at.endsWith(type)).length])),
          restartPolicy: spec.restartPolicy,
          terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
        },
        probes,
      }).toEqual({ id, counts, probes: defaultedProbes ?? [] });
    }
  });
});
