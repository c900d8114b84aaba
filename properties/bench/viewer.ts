import type { Page } from "playwright-core";
import type { Scenario } from "../../src/model/scenario.ts";
import { launchBrowser, openReport, runOf, waitUntil, writeReport } from "../viewer/browser.ts";

/** How a report of a hundred thousand events feels in a browser. */
export interface ViewerMeasured {
  readonly events: number;
  /** From the call to the first picture. */
  readonly openMs: number;
  /** Pictures per second of the slowest of: moving through the whole, and through a part, and scrolling its lanes. */
  readonly framesPerSecond: number;
}

const HOUR_MS = 3_600_000;
/** Two containers that are asked for nine hours, and fail for a while every ten minutes. */
const LONG_RUN: Scenario = {
  id: "nine hours",
  pod: {
    metadata: { name: "web" },
    spec: {
      containers: [1, 2].map((number) => ({
        name: `app-${number}`,
        livenessProbe: { httpGet: { port: 80 }, periodSeconds: 2, failureThreshold: 20 },
        readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 },
      })),
    },
  },
  containers: Object.fromEntries(
    [1, 2].map((number) => [
      `app-${number}`,
      {
        instances: [
          {
            answerMs: 20,
            app: [{ fromMs: 540_000, state: "flap", failingMs: 20_000 * number, okMs: 580_000, failing: "error" }],
          },
        ],
      },
    ]),
  ),
  untilMs: 9 * HOUR_MS,
};

const MEASURED_MS = 2_000;

export async function measureViewer(): Promise<ViewerMeasured> {
  const browser = await launchBrowser();
  try {
    const { run, trace } = runOf(LONG_RUN);
    const address = await writeReport("long", [run]);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const blank = await context.newPage();
    const startedMs = performance.now();
    await blank.goto(address);
    await waitUntil(blank, "window.probewise?.frames() > 0");
    const openMs = performance.now() - startedMs;
    await context.close();
    const { page, complaints } = await openReport(browser, address);
    if (complaints.length > 0) throw new Error(complaints.join());
    const rates = [await framesWhile(page, PAN)];
    for (let key = 0; key < 6; key++) await page.keyboard.press("+");
    rates.push(await framesWhile(page, PAN));
    await page.setViewportSize({ width: 1440, height: 500 });
    rates.push(await framesWhile(page, SCROLL));
    return { events: trace.events.length, openMs, framesPerSecond: Math.min(...rates) };
  } finally {
    await browser.close();
  }
}

/** What a hand does at each picture: moves back and forth. */
const PAN = `lanes.dispatchEvent(new WheelEvent("wheel", { deltaX: count % 60 < 30 ? 25 : -25, cancelable: true }))`;
const SCROLL = `lanes.scrollTop += count % 20 < 10 ? 40 : -40`;

async function framesWhile(page: Page, move: string): Promise<number> {
  const frames = await page.evaluate<number>(`new Promise((done) => {
    const lanes = document.querySelector(".lanes");
    const before = window.probewise.frames();
    const begin = performance.now();
    let count = 0;
    const tick = () => {
      if (performance.now() - begin > ${MEASURED_MS}) return done(window.probewise.frames() - before);
      ${move};
      count++;
      requestAnimationFrame(tick);
    };
    tick();
  })`);
  return frames / (MEASURED_MS / 1000);
}
