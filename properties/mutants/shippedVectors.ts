import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { JsonObject } from "../../src/model/json.ts";

export interface ShippedVector {
  /** `kubelet/1.36/P31`, `prober/1.32/p000012`, `backoff/series/exit-…`: file below the vectors, and id. */
  readonly name: string;
  readonly value: JsonObject;
  readonly line: string;
  /** The release that it speaks for, `1.36`; of files without one the newest that it was recorded from. */
  readonly release: string;
}

const PROPERTIES = join(import.meta.dirname, "..");
const PARTS = ["kubelet", "cluster", "prober", "backoff", "conditions", "restart", "endpoints"];

function vectorsOf(path: string, prefix: string, release: string): ShippedVector[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim();
  return text.split("\n").map((line) => {
    const value = JSON.parse(line) as JsonObject & { readonly id: string };
    return { name: `${prefix}/${value.id}`, value, line, release };
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.jsonl(?:\.gz)?$/.test(name))
    .sort();
}

/** All vectors that ship, of the families that ask the model, and the recorded cases. */
export function shippedVectors(): readonly ShippedVector[] {
  const vectors = PARTS.flatMap((part) =>
    filesBelow(join(PROPERTIES, "vectors", part)).flatMap((file) => {
      const minor = /(?:^|[/.]v?)(1\.\d+)(?=[/.])/.exec(file)?.[1];
      // A family of whole kubelets or clusters is no part of the name: ids are its own within a release.
      const isWhole = part === "kubelet" || part === "cluster";
      const prefix = isWhole ? `${part}/${minor}` : `${part}/${file.replace(/\.jsonl(?:\.gz)?$/, "")}`;
      return vectorsOf(join(PROPERTIES, "vectors", part, file), prefix, minor ?? "1.36");
    }),
  );
  const cases = filesBelow(join(PROPERTIES, "cases/recorded")).flatMap((file) => {
    const [, prober = "", release = ""] = /^(prober-)?(.*)\.jsonl\.gz$/.exec(file) ?? [];
    return vectorsOf(join(PROPERTIES, "cases/recorded", file), `case/${prober}${release}`, release);
  });
  // Two of the whole recording that its sample has not.
  const more = vectorsOf(join(import.meta.dirname, "kubelet-1.36.jsonl.gz"), "kubelet/1.36", "1.36");
  return [...vectors, ...cases, ...more];
}
