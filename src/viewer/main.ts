import { element } from "./element.ts";
import { readFragment } from "./fragment.ts";
import { helpDialog } from "./helpDialog.ts";
import { listenToKeys } from "./keyboard.ts";
import { aside, header, nextScheme, reportTables, transport } from "./page.ts";
import { listenToPointer } from "./pointer.ts";
import { listenToPrint } from "./print.ts";
import type { ReportData } from "./reportData.ts";
import { rowsOf } from "./rows.ts";
import { stepTable } from "./stepTable.ts";
import { boxOfStep } from "./stepPlaces.ts";
import { readTheme } from "./theme.ts";
import { wholeView } from "./timeView.ts";
import type { Viewer } from "./viewer.ts";
import { askDraw, goTo, openRun, refreshTheme, sceneOf, showRun } from "./viewer.ts";

openReport(JSON.parse(document.getElementById("report-data")?.textContent ?? "") as ReportData);

function openReport(data: ReportData): void {
  const viewer = data.runs.length === 0 ? undefined : createViewer(data);
  const help = viewer === undefined ? undefined : helpDialog(viewer);
  const table = viewer === undefined ? undefined : stepTable(viewer);
  const actions = {
    help: () => help?.showModal(),
    table: () => {
      if (table === undefined || viewer === undefined) return;
      table.hidden = !table.hidden;
      goTo(viewer, viewer.step);
      if (!table.hidden) table.querySelector("input")?.focus();
    },
    scheme: () => {
      nextScheme(document.documentElement);
      if (viewer !== undefined) refreshTheme(viewer);
    },
  };
  document.body.append(
    header(data, viewer, actions),
    ...[reportTables(data, viewer)].filter((tables) => tables !== undefined),
    ...(viewer === undefined || table === undefined || help === undefined ? [] : [stage(viewer), table, help]),
  );
  if (viewer === undefined) return;
  listenToPageKeys({ "?": actions.help, t: actions.table });
  listenTo(viewer);
  show(viewer);
  exposeGeometry(viewer);
}

/** Keys that open parts of the page. The key itself must not get into a field that it gives the focus to. */
function listenToPageKeys(actions: Readonly<Record<string, () => void>>): void {
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || (target instanceof Element && target.closest("input, select") !== null)) return;
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

function createViewer(data: ReportData): Viewer {
  const shown = openRun(data, 0);
  return {
    data,
    lanes: element("div", {
      class: "lanes",
      tabindex: 0,
      role: "region",
      "aria-label": "Timeline, as a picture; the table has all its steps",
    }),
    spacer: element("div", { class: "spacer" }),
    timeline: element("canvas", { class: "timeline", role: "img", "aria-label": "Lanes of the run over time" }),
    overview: element("canvas", { class: "overview", role: "img", "aria-label": "The whole run" }),
    shown,
    rows: rowsOf(shown.run, shown.folded),
    view: wholeView(shown.run.trace.header.untilMs),
    step: 0,
    isPlaying: false,
    theme: readTheme(document.documentElement),
    frames: 0,
    isDrawAsked: false,
    isPrinting: false,
    onStep: [],
    onRun: [],
  };
}

function stage(viewer: Viewer): HTMLElement {
  viewer.lanes.append(viewer.timeline, viewer.spacer);
  return element(
    "main",
    { class: "stage" },
    element("div", { class: "picture" }, viewer.overview, viewer.lanes, transport(viewer)),
    aside(viewer),
  );
}

function listenTo(viewer: Viewer): void {
  listenToKeys(viewer);
  listenToPointer(viewer);
  listenToPrint(viewer);
  new ResizeObserver(() => askDraw(viewer)).observe(viewer.lanes);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => refreshTheme(viewer));
  window.addEventListener("hashchange", () => show(viewer));
}

/** What the link asks for, or the first run. */
function show(viewer: Viewer): void {
  const { run = viewer.shown.place + 1, step } = readFragment(location.hash);
  const isOther = run - 1 !== viewer.shown.place || viewer.step === 0;
  if (isOther && viewer.data.runs[run - 1] !== undefined) showRun(viewer, run - 1, step);
  else if (isOther) showRun(viewer, 0, step);
  else if (step !== undefined) goTo(viewer, step);
}

/** For tests, and for those who script a browser: where things are drawn. Read-only. */
function exposeGeometry(viewer: Viewer): void {
  const geometry = {
    boxOfStep: (step: number) => boxOfStep(sceneOf(viewer), step),
    view: () => ({ ...viewer.view, step: viewer.step, run: viewer.shown.place + 1 }),
    frames: () => viewer.frames,
  };
  Object.defineProperty(window, "probewise", { value: Object.freeze(geometry) });
}
