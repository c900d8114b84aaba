import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openReport, runOf, writeReport } from "./browser.ts";
import { shippedScenario } from "./scenarios.ts";

let browser: Browser;
let address: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const { run } = runOf(shippedScenario("lessons/liveness-kill"));
  address = await writeReport("accessible", [run, runOf(shippedScenario("lessons/dependency-outage")).run]);
});

afterAll(async () => {
  await browser.close();
});

interface Issue {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

async function issuesOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<{ violations: readonly Issue[]; passes: readonly Issue[] }>(
    "axe.run(document, { resultTypes: ['violations', 'passes'] })",
  );
  // Nothing tried would be nothing found.
  expect(passes.length).toBeGreaterThan(20);
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}

test.each(["light", "dark"] as const)("axe finds nothing in the %s scheme", async (colorScheme) => {
  const { page } = await openReport(browser, `${address}#run=1&step=25`, { colorScheme, bypassCSP: true });
  expect(await issuesOf(page)).toEqual([]);
  await page.keyboard.press("t");
  expect(await issuesOf(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.locator(".step").click();
  await page.keyboard.press("?");
  expect(await issuesOf(page)).toEqual([]);
});

test("a page that hides a button's name is found out", async () => {
  const { page } = await openReport(browser, address, { bypassCSP: true });
  await page.evaluate(
    'document.querySelector("button.play").textContent = ""; document.querySelector("button.play").removeAttribute("title")',
  );
  expect((await issuesOf(page)).join()).toContain("button-name");
});

test("on a narrow page nothing is cut off sideways", async () => {
  const { page } = await openReport(browser, address, { width: 480 });
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  expect(overflow).toBeLessThanOrEqual(0);
});
