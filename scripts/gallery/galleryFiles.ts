import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runCli } from "../../src/cli/cli.ts";
import { createTestEnvironment } from "../../src/cli/testEnvironment.ts";
import { flipScenario, readScenario } from "../../src/scenario/readScenario.ts";
import { TOOL_VERSION } from "../../src/toolVersion.ts";
import { GALLERY, type GalleryEntry } from "./galleryEntries.ts";

const ROOT = join(import.meta.dirname, "../..");

/** All files of `reports/` but the pictures, by name: what the command itself writes, and an index of it. */
export async function galleryFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const entry of GALLERY) for (const [name, content] of await reportsOf(entry)) files.set(name, content);
  files.set("index.html", indexPage());
  files.set("README.md", indexText());
  return files;
}

async function reportsOf(entry: GalleryEntry): Promise<readonly (readonly [name: string, content: string])[]> {
  const { name } = entry;
  const cwd = mkdtempSync(join(tmpdir(), "probewise-gallery-"));
  const command = name.startsWith("check-") ? "check" : "run";
  const input = join(cwd, basename(entry.file));
  writeFileSync(input, inputOf(entry, command));
  const { environment, stderr } = createTestEnvironment({ cwd });
  const files = [`${name}.html`, `${name}.json`] as const;
  const reporters = [
    "--reporter=html",
    `--output-file.html=${files[0]}`,
    "--reporter=json",
    `--output-file.json=${files[1]}`,
  ];
  const exitCode = await runCli([command, basename(entry.file), ...reporters], environment, TOOL_VERSION);
  if (exitCode > 1) throw new Error(`${name}: ${stderr()}`);
  return files.map((file) => [file, readFileSync(join(cwd, file), "utf8")]);
}

function inputOf({ file, flip, name }: GalleryEntry, command: "check" | "run"): string {
  const text = readFileSync(join(ROOT, command === "check" ? "properties/manifests" : "sims", file), "utf8");
  if (flip === undefined) return text;
  const read = readScenario(text);
  if (!("scenario" in read)) throw new Error(`${name}: it cannot be read`);
  const chosen = read.scenario.failsWhen?.[flip];
  if (chosen === undefined) throw new Error(`${name}: there is no flip ${flip}`);
  const flipped = flipScenario(read.scenario, chosen);
  if (!("scenario" in flipped)) throw new Error(`${name}: ${flipped.problems[0]?.message}`);
  const { failsWhen: _flips, ...scenario } = flipped.scenario;
  const { expect } = read.scenario;
  return JSON.stringify({
    ...scenario,
    expect,
    id: name,
    description: `${scenario.description}; but ${chosen.because}`,
  });
}

const INTRODUCTION =
  "Made from the scenarios of this repository by npm run reports. Each is one HTML file that needs no network; beside it lies the same as JSON.";

function indexText(): string {
  const sections = GALLERY.map(({ name, caption, picture }) => {
    const shown = picture === undefined ? "" : `\n![Timeline of ${name}](pictures/${name}.png)\n`;
    return `## ${name}\n\n${caption}\n\n[Report](${name}.html) · [JSON](${name}.json)\n${shown}`;
  });
  return `# Reports\n\n${INTRODUCTION} Download one and open it.\n\n${sections.join("\n")}`;
}

/** Names and captions are ours, and hold nothing that HTML would take for markup. */
function indexPage(): string {
  const words = ({ name, caption }: GalleryEntry): string =>
    `<p>${caption} <a href="${name}.json">${name} as JSON</a></p>`;
  const pictured = GALLERY.filter(({ picture }) => picture !== undefined).map((entry) => {
    const image = `<img src="pictures/${entry.name}.png" alt="" width="720" height="450" loading="lazy">`;
    return `<li>\n<a href="${entry.name}.html">${image}<strong>${entry.name}</strong></a>\n${words(entry)}\n</li>`;
  });
  const others = GALLERY.filter(({ picture }) => picture === undefined).map(
    (entry) => `<li>\n<a href="${entry.name}.html"><strong>${entry.name}</strong></a>\n${words(entry)}\n</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>probewise reports</title>
<style>
body { margin: 0 auto; max-width: 1480px; padding: 24px; font: 15px/1.5 system-ui, "Liberation Sans", sans-serif; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr)); gap: 28px; margin: 28px 0; padding: 0; list-style: none; }
img { display: block; width: 100%; height: auto; border: 1px solid #8886; border-radius: 8px; margin-bottom: 8px; }
p { margin: 4px 0 0; }
</style>
</head>
<body>
<main>
<h1>probewise reports</h1>
<p>${INTRODUCTION}</p>
<ul>
${pictured.join("\n")}
</ul>
<ul>
${others.join("\n")}
</ul>
</main>
</body>
</html>
`;
}
