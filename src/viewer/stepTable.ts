import type { TraceEvent } from "../model/trace.ts";
import { formatDuration } from "../time/duration.ts";
import { element, fill } from "./element.ts";
import { stepTitle } from "./explainStep.ts";
import type { Viewer } from "./viewer.ts";
import { goTo } from "./viewer.ts";

const ROWS = 100;

/** The steps as a table, a page at a time: for screen readers, and for those who would rather read. */
export function stepTable(viewer: Viewer): HTMLElement {
  const body = element("tbody", {});
  const caption = element("caption", {});
  const filter = element("input", { type: "search", id: "filter", autocomplete: "off" });
  const table = element("section", { class: "step-table", hidden: true, "aria-label": "Steps as a table" });
  let page = 0;
  const show = (): void => {
    if (table.hidden) return;
    const events = matching(viewer, filter.value.trim().toLowerCase());
    const pages = Math.max(1, Math.ceil(events.length / ROWS));
    page = Math.min(pages - 1, Math.max(0, page));
    const shown = events.slice(page * ROWS, (page + 1) * ROWS);
    fill(caption, `Steps ${shown[0]?.step ?? 0} to ${shown.at(-1)?.step ?? 0}, page ${page + 1} of ${pages}`);
    fill(body, ...shown.map((event) => tableRow(viewer, event)));
  };
  const turn = (by: number) => (): void => {
    page += by;
    show();
  };
  filter.addEventListener("input", () => {
    page = 0;
    show();
  });
  fill(
    table,
    element(
      "div",
      { class: "bar" },
      element("label", { for: "filter" }, "Only with "),
      filter,
      element("button", { type: "button", onclick: turn(-1) }, "earlier page"),
      element("button", { type: "button", onclick: turn(1) }, "later page"),
    ),
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Steps" },
      element("table", {}, caption, tableHead(), body),
    ),
  );
  viewer.onRun.push(show);
  viewer.onStep.push(() => {
    if (filter.value === "") page = Math.floor(viewer.shown.index.placeOf(viewer.step) / ROWS);
    show();
  });
  return table;
}

function tableHead(): HTMLElement {
  const names = ["Step", "At", "Pod", "What", "Because of"];
  return element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name))));
}

function matching({ shown }: Viewer, words: string): readonly TraceEvent[] {
  const { run, index } = shown;
  if (words === "") return index.events;
  return index.events.filter((event) => stepTitle(run, index, event).toLowerCase().includes(words));
}

function tableRow(viewer: Viewer, event: TraceEvent): HTMLElement {
  const { run, index } = viewer.shown;
  const isCurrent = event.step === viewer.step;
  const to = (step: number): HTMLElement =>
    element("button", { type: "button", onclick: () => goTo(viewer, step) }, String(step));
  return element(
    "tr",
    isCurrent ? { "aria-current": "step" } : {},
    element("th", { scope: "row" }, to(event.step)),
    element("td", { class: "time" }, formatDuration(event.t)),
    element("td", {}, event.pod ?? ""),
    element("td", {}, stepTitle(run, index, event)),
    element("td", {}, event.cause === undefined ? "" : to(event.cause)),
  );
}
