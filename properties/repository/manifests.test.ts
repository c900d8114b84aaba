import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const MANIFESTS = join(import.meta.dirname, "../manifests");

test("the bundled manifests are the ones that their projects publish, each with its origin and licence", () => {
  const table = readFileSync(join(MANIFESTS, "README.md"), "utf8");
  const rows = [
    ...table.matchAll(/^\| \[(.+?)\]\(https:\/\/github\.com\/.+?\) \| (Apache-2\.0|MIT) \| ([0-9a-f]{64}) \|$/gm),
  ];
  const found = readdirSync(MANIFESTS, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(?:yaml|yml|json)$/.test(path),
  );
  expect(rows.map(([, file]) => file)).toEqual(found.sort());
  expect(rows.length).toBe(50);
  for (const [, file = "", , hash] of rows) {
    expect(
      createHash("sha256")
        .update(readFileSync(join(MANIFESTS, file)))
        .digest("hex"),
      file,
    ).toBe(hash);
  }
});
