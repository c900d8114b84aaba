import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { createTestEnvironment } from "../../src/cli/testEnvironment.ts";
import type { Finding } from "../../src/model/finding.ts";
import { launchBrowser, openReport, shownBy } from "./browser.ts";

const probe = { httpGet: { port: 80, path: "/healthz" } };
const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web" },
  spec: {
    containers: [
      {
        name: "app",
        image: "web:1",
        livenessProbe: { ...probe, periodSeconds: 1, failureThreshold: 1 },
        readinessProbe: probe,
      },
    ],
  },
};

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = mkdtempSync(join(tmpdir(), "probewise-check-"));
  writeFileSync(join(folder, "pod.json"), JSON.stringify(POD));
  const { environment } = createTestEnvironment({ cwd: folder });
  const json = ["--reporter=json", "--output-file.json=check.json"];
  await runCli(
    ["check", "pod.json", "--reporter=html", "--output-file.html=check.html", ...json],
    environment,
    "0.0.0",
  );
});

afterAll(async () => {
  await browser.close();
});

/** As `check --json` tells it. */
function findings(): readonly Finding[] {
  const told = JSON.parse(readFileSync(join(folder, "check.json"), "utf8")) as {
    files: readonly { objects: readonly { findings?: readonly Finding[] }[] }[];
  };
  return told.files.flatMap(({ objects }) => objects).flatMap((object) => object.findings ?? []);
}

test("a finding leads to the run that proves it, at the step that does", async () => {
  const proven = findings().filter(({ witness }) => witness !== undefined);
  expect(proven.length).toBeGreaterThan(0);
  const { page, complaints } = await openReport(browser, pathToFileURL(join(folder, "check.html")).href);
  for (const { ruleId, witness, message } of proven) {
    await page.getByRole("button", { name: ruleId, exact: true }).click();
    expect((await shownBy(page)).step).toBe(witness?.steps[0]?.step);
    expect(await page.locator(".claims .fails").first().textContent()).toContain(message);
    const last = witness?.steps.at(-1)?.step ?? 0;
    await page.locator(".claims .fails").first().getByRole("button").last().click();
    expect((await shownBy(page)).step).toBe(last);
  }
  expect(complaints).toEqual([]);
});

test("every story leads to a run of its own", async () => {
  const { page } = await openReport(browser, pathToFileURL(join(folder, "check.html")).href);
  const stories = page.locator(".report-table").first().getByRole("button");
  const runs = new Set<number>();
  for (const story of await stories.all()) {
    await story.click();
    runs.add((await shownBy(page)).run);
    expect(await page.locator("#run option:checked").textContent()).toContain((await story.textContent()) ?? "?");
  }
  expect(runs.size).toBe(await stories.count());
  expect(runs.size).toBeGreaterThan(2);
});
