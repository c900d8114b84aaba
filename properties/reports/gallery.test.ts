import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GALLERY } from "../../scripts/gallery/galleryEntries.ts";
import { galleryFiles } from "../../scripts/gallery/galleryFiles.ts";

const REPORTS = join(import.meta.dirname, "../../reports");

test("the gallery is what npm run reports would write, byte for byte", async () => {
  const files = await galleryFiles();
  const there = readdirSync(REPORTS).filter((name) => !["out", "pictures"].includes(name));
  expect(there.sort()).toEqual([...files.keys()].sort());
  const changed = [...files].filter(([name, content]) => readFileSync(join(REPORTS, name), "utf8") !== content);
  expect(
    changed.map(([name]) => name),
    "run npm run reports, and look at what has changed",
  ).toEqual([]);
});

test("there are at least ten reports, and pictures of some", () => {
  expect(GALLERY.length).toBeGreaterThanOrEqual(10);
  const pictured = GALLERY.filter(({ picture }) => picture !== undefined).map(({ name }) => `${name}.png`);
  expect(pictured.length).toBeGreaterThan(0);
  expect(readdirSync(join(REPORTS, "pictures")).sort()).toEqual(pictured.sort());
});
