import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launchBrowser, openReport, shownBy } from "../properties/viewer/browser.ts";
import { GALLERY } from "./gallery/galleryEntries.ts";
import { galleryFiles } from "./gallery/galleryFiles.ts";

// Writes reports/ anew: HTML and JSON, which the tests compare byte for byte, and pictures of them, which no test compares.

const REPORTS = join(import.meta.dirname, "../reports");
const PICTURES = join(REPORTS, "pictures");

const files = await galleryFiles();
rmSync(PICTURES, { recursive: true, force: true });
mkdirSync(PICTURES, { recursive: true });
for (const [name, content] of files) writeFileSync(join(REPORTS, name), content);

const browser = await launchBrowser();
for (const { name, picture } of GALLERY) {
  const address = pathToFileURL(join(REPORTS, `${name}.html`)).href;
  const { page, complaints } = await openReport(browser, address, { colorScheme: picture ?? "light" });
  if (complaints.length > 0) throw new Error(`${name}: ${complaints.join()}`);
  await shownBy(page);
  if (picture !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.context().close();
}
await browser.close();
console.log(`${files.size} files, each report opened in a browser`);
