import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { REPORT_SCHEMA, type ReportData, type ReportRun } from "../../src/viewer/reportData.ts";
import { judgeScenario } from "../../src/analyze/judgeScenario.ts";
import { loadViewerAsset } from "../../src/cli/viewerAsset.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import type { Trace } from "../../src/model/trace.ts";
import { htmlDocument } from "../../src/report/html/htmlDocument.ts";
import { htmlRun } from "../../src/report/html/htmlRun.ts";
import { simulate } from "../../src/simulate.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The machine's Chromium. There is no test of the viewer without one. */
function chromiumPath(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error("the reports are tested in a real browser, and there is none: apt-get install chromium");
  return found;
}

/** Root may not use the sandbox; the only pages are our own. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox", "--force-device-scale-factor=1"] });
}

const folder = mkdtempSync(join(tmpdir(), "probewise-viewer-"));

/** Writes a report of these runs, and gives its address on disk. */
export async function writeReport(name: string, runs: readonly ReportRun[]): Promise<string> {
  const data: ReportData = {
    schema: REPORT_SCHEMA,
    tool: "test",
    title: name,
    rules: { "KLT-018": "a rule" },
    tables: [],
    runs,
  };
  const file = join(folder, `${name}.html`);
  writeFileSync(file, [...htmlDocument(data, await loadViewerAsset())].join(""));
  return pathToFileURL(file).href;
}

/** A run of a scenario as a report shows it, and its trace. */
export function runOf(scenario: Scenario): { readonly run: ReportRun; readonly trace: Trace } {
  const trace = simulate(scenario);
  return { run: htmlRun("run", scenario, trace, judgeScenario(scenario, trace)), trace };
}

export interface OpenPage {
  readonly page: Page;
  /** What went wrong in the page, and what it asked the network for. */
  readonly complaints: readonly string[];
}

/** Opens a report as a double click would: from disk. */
export async function openReport(
  browser: Browser,
  address: string,
  options: { readonly colorScheme?: "light" | "dark"; readonly width?: number; readonly bypassCSP?: true } = {},
): Promise<OpenPage> {
  const { width = 1440, colorScheme = "light", bypassCSP = false } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) complaints.push(`asked for ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  await waitUntil(page, "window.probewise?.frames() > 0").catch((error: unknown) => {
    throw new Error(`the report does not open: ${complaints.join("; ")}`, { cause: error });
  });
  return { page, complaints };
}

/** Playwright's own wait would evaluate text in the page, which the page does not allow. */
export async function waitUntil(page: Page, expression: string): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (await page.evaluate<boolean>(expression)) return;
    await page.evaluate("new Promise((done) => setTimeout(done, 10))");
  }
  throw new Error(`it does not come about: ${expression}`);
}

const LOOKS_MAX = 1_000;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function boxOfStep(page: Page, step: number): Promise<Box> {
  return page.evaluate<Box>(`window.probewise.boxOfStep(${step})`);
}

export interface Shown {
  readonly fromMs: number;
  readonly toMs: number;
  readonly step: number;
  readonly run: number;
}

/** What the page shows, once it has drawn it. */
export async function shownBy(page: Page): Promise<Shown> {
  return page.evaluate<Shown>(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.probewise.view()))))",
  );
}

/** The colour of a pixel of the timeline, as [red, green, blue]. */
export function pixelAt(page: Page, x: number, y: number): Promise<readonly number[]> {
  return page.evaluate<readonly number[]>(
    `Array.from(document.querySelector("canvas.timeline").getContext("2d").getImageData(${Math.round(x)}, ${Math.round(y)}, 1, 1).data).slice(0, 3)`,
  );
}

/** A colour of the style sheet, as [red, green, blue]. */
export async function colorOf(page: Page, name: string): Promise<readonly number[]> {
  const text = await page.evaluate<string>(
    `getComputedStyle(document.documentElement).getPropertyValue("--${name}").trim()`,
  );
  return [1, 3, 5].map((place) => Number.parseInt(text.slice(place, place + 2), 16));
}

/** How far two colours are apart. */
export function distance(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, place) => sum + Math.abs(value - (other[place] ?? 0)), 0);
}
