import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { workloadsOf } from "../../src/manifest/dialect.ts";
import type { ManifestObject } from "../../src/manifest/readManifest.ts";
import { readManifest } from "../../src/manifest/readManifest.ts";
import { NEWEST_VERSION } from "../../src/model/kubernetesVersion.ts";
import type { PlatformContext } from "../../src/model/platformContext.ts";

const SHARED = resolve(import.meta.dirname, "../../../shared");
const RECORDED = join(SHARED, "conformance/corpus-dialects.jsonl.gz");

/** A document of the real manifests, as a platform's own code took it. */
export interface RecordedDocument {
  readonly file: string;
  readonly doc: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly error?: string;
}

/** Those of one API group; none where there is no recording beside the checkout. */
export function recordedDocuments(group: string): readonly RecordedDocument[] {
  if (!existsSync(RECORDED)) return [];
  return gunzipSync(readFileSync(RECORDED))
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedDocument)
    .filter(({ apiVersion }) => apiVersion.startsWith(`${group}/`));
}

export function objectOf({ file, doc }: RecordedDocument, platform: PlatformContext = {}): ManifestObject {
  const text = readFileSync(join(SHARED, "corpus", file), "utf8");
  const { objects } = readManifest(file, text, { version: NEWEST_VERSION, platform });
  const object = objects.find(({ document }) => document === doc);
  if (object === undefined) throw new Error(`${file} has no document ${doc}`);
  return object;
}

/** How many of each kind came to what. */
export function accountByKind(documents: readonly RecordedDocument[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const document of documents) {
    const object = objectOf(document);
    const { content } = object;
    const what = content.is === "other" ? content.reason.split(":")[0] : `${workloadsOf(object).length} workloads`;
    const key = `${document.kind}: ${what ?? ""}${object.isAccepted ? "" : ", refused"}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
