import { formatDuration } from "../time/duration.ts";
import { claimsPanel } from "./claimsPanel.ts";
import { element, fill } from "./element.ts";
import { showAll, zoomAtStep } from "./keyboard.ts";
import { moveBy, moveToFlip, togglePlay } from "./player.ts";
import type { ReportData, ReportTable } from "./reportData.ts";
import { stepPanel } from "./stepPanel.ts";
import type { Viewer } from "./viewer.ts";
import { showRun } from "./viewer.ts";

/** Which of light and dark: as the system has it, or as was chosen here. */
const SCHEMES = ["auto", "light", "dark"] as const;

export interface PageActions {
  readonly help: () => void;
  readonly table: () => void;
  readonly scheme: () => void;
}

export function header({ title, runs }: ReportData, viewer: Viewer | undefined, actions: PageActions): HTMLElement {
  const facts = element("p", { class: "facts" });
  viewer?.onRun.push(() => fill(facts, factsOf(viewer)));
  return element(
    "header",
    {},
    element("div", { class: "title" }, element("h1", {}, title), facts),
    runs.length > 1 && viewer !== undefined ? runChoice(viewer) : undefined,
    element(
      "div",
      { class: "buttons" },
      ...(viewer === undefined
        ? []
        : [
            button("table", "Table", "the steps as a table (t)", actions.table),
            button("help", "Help", "keys and symbols (?)", actions.help),
          ]),
      button("scheme", "Light or dark", "light, dark, or as the system has it", actions.scheme),
    ),
  );
}

function factsOf({ shown, data }: Viewer): string {
  const { header: facts, events } = shown.run.trace;
  const parts = [
    `Kubernetes ${facts.kubernetes}`,
    formatDuration(facts.untilMs),
    `${events.length.toLocaleString("en")} steps`,
    ...(shown.run.pods.length > 1 ? [`${shown.run.pods.length} pods`] : []),
    ...(facts.seed === undefined ? [] : [`seed ${facts.seed}`]),
    ...(facts.guest === undefined ? [] : [`guest ${facts.guest}`]),
    `scenario ${facts.scenarioHash.slice(0, 12)}`,
    `probewise ${data.tool}`,
  ];
  return parts.join(" · ");
}

function runChoice(viewer: Viewer): HTMLElement {
  const select = element(
    "select",
    { id: "run" },
    ...viewer.data.runs.map(({ name, claims }, place) =>
      element(
        "option",
        { value: place },
        `${claims.some(({ holds, known }) => !holds && known === undefined) ? "✗ " : ""}${name}`,
      ),
    ),
  );
  select.addEventListener("change", () => showRun(viewer, Number(select.value)));
  viewer.onRun.push(() => {
    select.value = String(viewer.shown.place);
  });
  return element("div", { class: "choice" }, element("label", { for: "run" }, "Run "), select);
}

function button(name: string, text: string, title: string, onclick: () => void): HTMLButtonElement {
  return element("button", { type: "button", class: name, title, onclick }, text);
}

/** Steps on and back, play, zoom. */
export function transport(viewer: Viewer): HTMLElement {
  const position = element("output", { class: "position" });
  const play = button("play", "Play", "play, or stop (Space)", () => togglePlay(viewer));
  viewer.onStep.push(() => {
    const { index } = viewer.shown;
    fill(position, `step ${index.placeOf(viewer.step) + 1} of ${index.events.length}`);
    fill(play, viewer.isPlaying ? "Stop" : "Play");
    play.setAttribute("aria-pressed", String(viewer.isPlaying));
  });
  return element(
    "div",
    { class: "transport", role: "toolbar", "aria-label": "Steps" },
    button("", "⇤", "first step (Home)", () => moveBy(viewer, -Infinity)),
    button("", "‹ flip", "flip before ([)", () => moveToFlip(viewer, -1)),
    button("", "←", "step before (←)", () => moveBy(viewer, -1)),
    play,
    button("", "→", "next step (→)", () => moveBy(viewer, 1)),
    button("", "flip ›", "next flip (])", () => moveToFlip(viewer, 1)),
    button("", "⇥", "last step (End)", () => moveBy(viewer, Infinity)),
    position,
    element("span", { class: "gap" }),
    button("", "−", "zoom out (-)", () => zoomAtStep(viewer, 2)),
    button("", "+", "zoom in (+)", () => zoomAtStep(viewer, 0.5)),
    button("", "All", "the whole run (0)", () => showAll(viewer)),
  );
}

/** What stands beside the timeline. */
export function aside(viewer: Viewer): HTMLElement {
  const words = element("section", { class: "card words", "aria-label": "In words" });
  viewer.onRun.push(() => {
    const { description, summary, trace } = viewer.shown.run;
    fill(
      words,
      element("h2", {}, "In words"),
      description === undefined ? undefined : element("p", {}, description),
      element("ul", {}, ...summary.map((line) => element("li", {}, line))),
      ...trace.header.assumptions.map((text) => element("p", { class: "faint" }, `assumed: ${text}`)),
    );
  });
  return element("aside", { "aria-label": "What it means" }, stepPanel(viewer), claimsPanel(viewer), words);
}

/** What stands above the timelines. */
export function reportTables({ tables }: ReportData, viewer: Viewer | undefined): HTMLElement | undefined {
  if (tables.length === 0) return undefined;
  return element(
    "section",
    {
      class: viewer === undefined ? "tables" : "tables beside",
      tabindex: 0,
      role: "region",
      "aria-label": "What was found",
    },
    ...tables.map((table) => reportTable(table, viewer)),
  );
}

/** Its rows lead to runs. */
function reportTable({ title, notes, columns, rows }: ReportTable, viewer: Viewer | undefined): HTMLElement {
  return element(
    "section",
    { class: "report-table card" },
    element("h2", {}, title),
    rows.length === 0
      ? undefined
      : element(
          "table",
          {},
          element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)))),
          element("tbody", {}, ...rows.map(({ cells, run }) => tableRow(cells, run, viewer))),
        ),
    ...notes.map(({ tone, text }) =>
      element("p", { class: `note ${tone}${text.includes("\n") ? " printed" : ""}` }, text),
    ),
  );
}

function tableRow(cells: readonly string[], run: number | undefined, viewer: Viewer | undefined): HTMLElement {
  const [name = "", ...others] = cells;
  const first =
    run === undefined || viewer === undefined
      ? name
      : element("button", { type: "button", class: "to-run", onclick: () => openRun(viewer, run) }, name);
  return element("tr", {}, element("th", { scope: "row" }, first), ...others.map((cell) => element("td", {}, cell)));
}

function openRun(viewer: Viewer, run: number): void {
  showRun(viewer, run);
  viewer.lanes.scrollIntoView({ block: "nearest" });
  viewer.lanes.focus();
}

/** Takes the next of the schemes. */
export function nextScheme(root: HTMLElement): void {
  const place = SCHEMES.findIndex((scheme) => scheme === (root.dataset["scheme"] ?? "auto"));
  root.dataset["scheme"] = SCHEMES[(place + 1) % SCHEMES.length] ?? "auto";
}
