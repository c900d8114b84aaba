import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Trace, TraceEvent } from "../../src/model/trace.ts";
import {
  boxOfStep,
  colorOf,
  distance,
  launchBrowser,
  openReport,
  pixelAt,
  runOf,
  shownBy,
  waitUntil,
  writeReport,
} from "./browser.ts";
import { scenarioWithContainer, shippedScenario } from "./scenarios.ts";

/** Pictures of what the tests saw, for those who want to look. */
const PICTURES = join(import.meta.dirname, "../../reports/out/viewer-test");

let browser: Browser;
let kill: string;
let trace: Trace;

beforeAll(async () => {
  browser = await launchBrowser();
  const made = runOf(shippedScenario("lessons/liveness-kill"));
  trace = made.trace;
  kill = await writeReport("liveness-kill", [made.run, runOf(shippedScenario("lessons/readiness-outage")).run]);
  mkdirSync(PICTURES, { recursive: true });
});

afterAll(async () => {
  await browser.close();
});

type Attempt = Extract<TraceEvent, { kind: "probe" }>;
const attempts = (): readonly Attempt[] => trace.events.filter((event) => event.kind === "probe");
const firstStep = (isIt: (event: TraceEvent) => boolean): number => trace.events.find(isIt)?.step ?? 0;

describe("a report opened from disk", () => {
  test("asks for nothing, complains of nothing, and says what it is", async () => {
    const { page, complaints } = await openReport(browser, kill);
    expect(await page.title()).toBe("liveness-kill");
    expect(await page.locator("h1").textContent()).toBe("liveness-kill");
    expect(await page.locator(".facts").textContent()).toContain(`Kubernetes ${trace.header.kubernetes} · 8m`);
    await page.screenshot({ path: join(PICTURES, "light.png") });
    expect(complaints).toEqual([]);
  });

  test("a script that is not its own does not run", async () => {
    const { page, complaints } = await openReport(browser, kill);
    await page.evaluate(
      'document.body.append(Object.assign(document.createElement("a"), { href: "javascript:window.ran=1", id: "bad" }))',
    );
    await page.evaluate('document.getElementById("bad").click()');
    expect(await page.evaluate("window.ran")).toBeUndefined();
    expect(complaints.join()).toContain("Content Security Policy");
  });

  test("draws nothing while nothing changes", async () => {
    const { page } = await openReport(browser, kill);
    await shownBy(page);
    const before = await page.evaluate<number>("window.probewise.frames()");
    await page.evaluate("new Promise((done) => setTimeout(done, 300))");
    expect(await page.evaluate<number>("window.probewise.frames()")).toBe(before);
  });
});

describe("where things are drawn", () => {
  test("every attempt stands at its time, in its colour", async () => {
    const { page } = await openReport(browser, kill);
    const { fromMs, toMs } = await shownBy(page);
    const width = await page.evaluate<number>('document.querySelector("canvas.timeline").clientWidth');
    // Labels are 176 wide, and 10 on both sides of time are left free.
    const expectedX = (t: number): number => 186 + ((t - fromMs) / (toMs - fromMs)) * (width - 196);
    const colors = { ok: await colorOf(page, "good"), timeout: await colorOf(page, "bad") };
    let compared = 0;
    for (const { step, t, end = 0, out } of attempts()) {
      const box = await boxOfStep(page, step);
      expect(box.x).toBeCloseTo(expectedX(t), 3);
      expect(box.x + box.width).toBeCloseTo(Math.max(expectedX(end), box.x + 2.5), 3);
      // An earlier attempt's symbol may lie on a neighbour; the last pixel row of a bar is its own.
      const pixel = await pixelAt(page, box.x + 0.7, box.y + box.height - 2);
      if (out === "ok") expect(distance(pixel, colors.ok)).toBeLessThan(140);
      else expect(distance(pixel, colors.timeout)).toBeLessThan(140);
      compared++;
    }
    expect(compared).toBeGreaterThan(40);
  });

  test("a click on an attempt shows that attempt, a click on a state the step that brought it", async () => {
    const { page } = await openReport(browser, kill);
    const timedOut = firstStep((event) => event.kind === "probe" && event.out === "timeout");
    const backOff = firstStep((event) => event.kind === "exit" && event.n === 5);
    for (const step of [timedOut, backOff]) {
      await page.keyboard.press("0");
      const canvas = await page.locator("canvas.timeline").boundingBox();
      const box = await boxOfStep(page, step);
      await page.mouse.click((canvas?.x ?? 0) + box.x + box.width / 2, (canvas?.y ?? 0) + box.y + box.height / 2);
      expect((await shownBy(page)).step).toBe(step);
    }
  });
});

describe("states", () => {
  test("every change of Ready stands at its time, true is filled and false is not", async () => {
    const { page } = await openReport(browser, kill);
    const { fromMs, toMs } = await shownBy(page);
    const width = await page.evaluate<number>('document.querySelector("canvas.timeline").clientWidth');
    const fill = await colorOf(page, "good-fill");
    const changes = trace.events.filter(
      (event) => event.kind === "status" && event.conditions?.["Ready"] !== undefined,
    );
    let lasting = 0;
    for (const [place, event] of changes.entries()) {
      const box = await boxOfStep(page, event.step);
      // The box of an instant is twelve wide.
      expect(box.x + 6).toBeCloseTo(186 + ((event.t - fromMs) / (toMs - fromMs)) * (width - 196), 3);
      if ((changes[place + 1]?.t ?? trace.header.untilMs) - event.t < 10_000) continue;
      const behind = await pixelAt(page, box.x + 6 + 9, box.y + 5);
      const status = event.kind === "status" ? event.conditions?.["Ready"]?.status : undefined;
      expect([event.t, distance(behind, fill) < 20]).toEqual([event.t, status === "True"]);
      lasting++;
    }
    expect(lasting).toBeGreaterThan(3);
  });

  test("where a probe is not asked, the reason is told", async () => {
    const scenario = shippedScenario("lessons/startup-gate");
    const { page } = await openReport(browser, await writeReport("quiet", [runOf(scenario).run]));
    const canvas = await page.locator("canvas.timeline").boundingBox();
    // The lanes of the container: app, instances, startup, liveness; a heading above them.
    for (const [y, text] of [[34 + 28 + 26 + 26 + 46 + 20, "until the startup probe has succeeded"]] as const) {
      await page.mouse.move((canvas?.x ?? 0) + 186 + 12, (canvas?.y ?? 0) + y);
      expect(await page.locator(".tooltip").textContent()).toContain(text);
    }
  });
});

describe("on paper", () => {
  test("all lanes are drawn, in the light scheme, and afterwards all is as before", async () => {
    const { page } = await openReport(browser, kill, { colorScheme: "dark" });
    const dark = await colorOf(page, "background");
    await page.emulateMedia({ media: "print" });
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
    expect(await colorOf(page, "background")).toEqual([255, 255, 255]);
    expect(await page.locator(".transport").isVisible()).toBe(false);
    await page.screenshot({ path: join(PICTURES, "print.png"), fullPage: true });
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))');
    await page.emulateMedia({ media: "screen" });
    expect(await colorOf(page, "background")).toEqual(dark);
  });
});

describe("the keyboard", () => {
  test("goes by steps, by flips, to both ends", async () => {
    const { page } = await openReport(browser, kill);
    await page.keyboard.press("End");
    expect((await shownBy(page)).step).toBe(trace.events.length);
    await page.keyboard.press("ArrowLeft");
    expect((await shownBy(page)).step).toBe(trace.events.length - 1);
    await page.keyboard.press("Shift+ArrowLeft");
    expect((await shownBy(page)).step).toBe(trace.events.length - 11);
    await page.keyboard.press("Home");
    expect((await shownBy(page)).step).toBe(1);
    await page.keyboard.press("]");
    await page.keyboard.press("]");
    const there = (await shownBy(page)).step;
    await page.keyboard.press("]");
    await page.keyboard.press("[");
    expect((await shownBy(page)).step).toBe(there);
    expect(await page.locator(".transport .position").textContent()).toBe(`step ${there} of ${trace.events.length}`);
  });

  test("zooms around the step, moves, and shows the whole again", async () => {
    const { page } = await openReport(browser, `${kill}#run=1&step=25`);
    const whole = await shownBy(page);
    await page.keyboard.press("+");
    const near = await shownBy(page);
    expect(near.toMs - near.fromMs).toBeCloseTo((whole.toMs - whole.fromMs) / 1.5, 0);
    await page.keyboard.press("d");
    expect((await shownBy(page)).fromMs).toBeGreaterThan(near.fromMs);
    await page.keyboard.press("0");
    expect(await shownBy(page)).toEqual(whole);
  });

  test("space plays on, and stops", async () => {
    const { page } = await openReport(browser, kill);
    await page.keyboard.press(" ");
    await waitUntil(page, "window.probewise.view().step > 4");
    await page.keyboard.press(" ");
    const { step } = await shownBy(page);
    await page.evaluate("new Promise((done) => setTimeout(done, 900))");
    expect((await shownBy(page)).step).toBe(step);
  });

  test("? shows all keys, and keys do nothing behind it", async () => {
    const { page } = await openReport(browser, kill);
    await page.keyboard.press("?");
    expect(await page.locator("dialog").textContent()).toContain("next flip of a state");
    await page.screenshot({ path: join(PICTURES, "help.png") });
    await page.keyboard.press("End");
    expect((await shownBy(page)).step).toBe(1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    expect((await shownBy(page)).step).toBe(trace.events.length);
  });
});

describe("the pointer", () => {
  test("drags through time, and zooms with Ctrl and wheel where it stands", async () => {
    const { page } = await openReport(browser, kill);
    await page.mouse.move(700, 300);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -600);
    await page.keyboard.up("Control");
    const near = await shownBy(page);
    expect(near.toMs - near.fromMs).toBeLessThan(480_000 / 2);
    await page.mouse.down();
    await page.mouse.move(600, 300, { steps: 5 });
    await page.mouse.up();
    expect((await shownBy(page)).fromMs).toBeGreaterThan(near.fromMs);
  });

  test("says in words what it is on", async () => {
    const { page } = await openReport(browser, kill);
    const canvas = await page.locator("canvas.timeline").boundingBox();
    const box = await boxOfStep(
      page,
      firstStep((event) => event.kind === "exit"),
    );
    await page.mouse.move((canvas?.x ?? 0) + box.x + box.width + 4, (canvas?.y ?? 0) + box.y + 8);
    expect(await page.locator(".tooltip").textContent()).toContain("instances: running #1");
  });
});

describe("the step", () => {
  test("is told with what it counted, what caused it, and what it led to", async () => {
    const decisive = attempts().filter(({ out }) => out === "timeout")[2]?.step ?? 0;
    const { page } = await openReport(browser, `${kill}#step=${decisive}`);
    const panel = page.locator(".step");
    expect(await panel.textContent()).toContain(`step ${decisive} of ${trace.events.length} at 30.001s`);
    expect(await panel.locator("h2").textContent()).toBe("liveness attempt on app #0: timed out");
    expect(await panel.textContent()).toContain("Failure 3 in a row; failureThreshold is 3.");
    expect(await panel.textContent()).toContain("a sync is asked for, and kills the container");
    await panel.getByRole("button", { name: "will be restarted" }).click();
    expect(await panel.locator("h2").textContent()).toContain("Event Killing");
  });

  test("below the threshold says why nothing follows", async () => {
    const first = attempts().find(({ out }) => out === "timeout")?.step ?? 0;
    const { page } = await openReport(browser, `${kill}#step=${first}`);
    expect(await page.locator(".step").textContent()).toContain("it takes 2 more");
  });

  test("is in the address, and the address leads to it, in another run as well", async () => {
    const { page } = await openReport(browser, `${kill}#run=2&step=30`);
    expect(await shownBy(page)).toMatchObject({ run: 2, step: 30 });
    await page.keyboard.press("ArrowRight");
    expect(page.url()).toMatch(/#run=2&step=31$/);
    await page.evaluate('location.hash = "#run=1&step=7"');
    expect(await shownBy(page)).toMatchObject({ run: 1, step: 7 });
    await page.evaluate('location.hash = "#run=nonsense&step=-1"');
    expect(await shownBy(page)).toMatchObject({ run: 1, step: 7 });
    await page.evaluate('location.hash = "#run=2&step=99999"');
    expect(await shownBy(page)).toMatchObject({ run: 2, step: 1 });
  });
});

describe("what was expected", () => {
  test("leads to the steps that show it; a report opens at what failed first", async () => {
    const scenario = {
      ...shippedScenario("lessons/liveness-kill"),
      expect: { restarts: { atLeast: 0, atMost: 0 } },
      failsWhen: [],
    };
    const address = await writeReport("failed", [runOf(scenario).run]);
    const { page } = await openReport(browser, address);
    const restart = firstStep((event) => event.kind === "start" && event.n === 1);
    expect((await shownBy(page)).step).toBe(restart);
    expect(await page.locator(".claims h2").textContent()).toBe("1 of 1 expectations failed");
    await page.locator(".claims .fails .to-step").nth(1).click();
    expect((await shownBy(page)).step).toBe(firstStep((event) => event.kind === "start" && event.n === 2));
    await page.screenshot({ path: join(PICTURES, "failed.png") });
  });
});

describe("the table", () => {
  test("has every step, in pages, and can be searched", async () => {
    const { page } = await openReport(browser, kill);
    await page.keyboard.press("t");
    const rows = page.locator(".step-table tbody tr");
    expect(await rows.count()).toBe(100);
    await page.getByRole("button", { name: "later page" }).click();
    expect(await rows.count()).toBe(trace.events.length - 100);
    await page.getByLabel("Only with").fill("killing");
    expect(await rows.count()).toBe(7);
    await rows.nth(2).getByRole("button").first().click();
    expect((await shownBy(page)).step).toBe(
      trace.events.filter((event) => event.kind === "event" && event.reason === "Killing")[2]?.step,
    );
  });
});

describe("hostile text", () => {
  const names = [
    "</script><img src=x onerror=window.hacked=1>",
    "<!--<script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "\u202Eevil\u0007",
  ];

  test.each(names)("a container named %j stays text", async (name) => {
    const { run, trace: hostile } = runOf(scenarioWithContainer(name));
    const { page, complaints } = await openReport(browser, await writeReport("hostile", [run]));
    await page.keyboard.press("t");
    await page.keyboard.press("?");
    await page.keyboard.press("Escape");
    for (let step = 1; step <= Math.min(40, hostile.events.length); step++) await page.keyboard.press("ArrowRight");
    await page.mouse.move(500, 250);
    await shownBy(page);
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(await page.locator("img, svg, script:not([type]) ~ script").count()).toBe(0);
    const shown = await page.evaluate<string>("document.body.innerText");
    expect(shown).not.toContain("\u202E");
    const visible = name.replace("\u202E", "\\u{202e}").replace("\u0007", "\\u{7}");
    expect(await page.locator(".step-table").textContent()).toContain(`${visible} #0`);
    expect(complaints).toEqual([]);
  });
});
