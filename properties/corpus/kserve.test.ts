import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readManifest } from "../../src/manifest/readManifest.ts";
import { workloadsOf } from "../../src/manifest/dialect.ts";
import { decodeKserve } from "../../src/manifest/kserve/kserveTypes.ts";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { isJsonArray, isJsonObject } from "../../src/model/json.ts";
import { NEWEST_VERSION } from "../../src/model/kubernetesVersion.ts";

// The KServe documents among the real manifests, compared with what KServe's own code makes of them; only beside a recording.

const SHARED = resolve(import.meta.dirname, "../../../shared");
const RECORDED = join(SHARED, "conformance/corpus-dialects.jsonl.gz");

interface RecordedDocument {
  readonly file: string;
  readonly doc: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly known?: boolean;
  readonly error?: string;
  readonly probes?: Readonly<Record<string, JsonValue>>;
}

const DOCUMENTS: readonly RecordedDocument[] = existsSync(RECORDED)
  ? gunzipSync(readFileSync(RECORDED))
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RecordedDocument)
      .filter(({ apiVersion }) => apiVersion.startsWith("serving.kserve.io/"))
  : [];

function objectOf({ file, doc }: RecordedDocument) {
  const text = readFileSync(join(SHARED, "corpus", file), "utf8");
  const object = readManifest(file, text, { version: NEWEST_VERSION }).objects.find(({ document }) => document === doc);
  if (object === undefined) throw new Error(`${file} has no document ${doc}`);
  return object;
}

/** The probes below a value by their paths. */
function probesOf(value: JsonValue, path: string): [string, JsonValue][] {
  if (isJsonArray(value)) return value.flatMap((item, index) => probesOf(item, `${path}[${index}]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item = null]) => {
    const here = path === "" ? key : `${path}.${key}`;
    return /^(?:liveness|readiness|startup)Probe$/.test(key) ? [[here, item]] : probesOf(item, here);
  });
}

/** Where nothing is recorded there is nothing to account for. */
const EXPECTED =
  DOCUMENTS.length === 0
    ? {}
    : {
        "ClusterServingRuntime: no workload": 39,
        "ClusterStorageContainer: not a workload": 2,
        "InferenceService: 1 workloads": 2,
        "LLMInferenceService: not established": 11,
        "LLMInferenceServiceConfig: not established": 3,
      };

test("the KServe documents of the corpus are accounted for by kind", () => {
  const counts: Record<string, number> = {};
  for (const document of DOCUMENTS) {
    const object = objectOf(document);
    const { content } = object;
    const what = content.is === "other" ? content.reason.split(":")[0] : `${workloadsOf(object).length} workloads`;
    const key = `${document.kind}: ${what ?? ""}${object.isAccepted ? "" : ", refused"}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  expect(counts).toEqual(EXPECTED);
});

test("the probes of its runtimes are read as KServe reads them", () => {
  for (const document of DOCUMENTS) {
    if (document.known !== true || document.kind !== "ClusterServingRuntime") continue;
    const { object } = decodeKserve("ClusterServingRuntime", objectOf(document).node, 20);
    const found = probesOf(object["spec"] as JsonObject, "spec").map(([path]) => path);
    expect(found.toSorted(), document.file).toEqual(Object.keys(document.probes ?? {}).toSorted());
  }
});
