import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { workloadsOf } from "../../src/manifest/dialect.ts";
import type { ManifestFile, ManifestObject } from "../../src/manifest/readManifest.ts";
import { readManifest } from "../../src/manifest/readManifest.ts";
import type { Container } from "../../src/model/container.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

// Real manifests: all of the corpus beside a checkout, at a user's the ones that ship. What the API server's own code made of each
// document is compared in properties/conformance.

const ROOT = resolve(import.meta.dirname, "../..");
const CORPUS = join(ROOT, "../shared/corpus");
const hasWhole = existsSync(CORPUS);
const FOLDER = hasWhole ? CORPUS : join(ROOT, "properties/manifests");

const version = parseKubernetesVersion("1.36");
if (version === undefined) throw new Error("1.36 is a release");

const FILES: ReadonlyMap<string, ManifestFile> = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => [name, readManifest(name, readFileSync(join(FOLDER, name), "utf8"), { version })]),
);

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
