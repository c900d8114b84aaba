import type { TraceEvent } from "../model/trace.ts";
import { formatDuration } from "../time/duration.ts";
import type { Child } from "./element.ts";
import { element, fill } from "./element.ts";
import { explainStep, stepTitle } from "./explainStep.ts";
import { writeFragment } from "./fragment.ts";
import { statesAt } from "./statesAt.ts";
import type { Viewer } from "./viewer.ts";
import { goTo } from "./viewer.ts";

/** Causes and effects beyond these are told in numbers. */
const CAUSES_MAX = 8;
const EFFECTS_MAX = 12;

/** What the step is, why it came about, what it led to, and how all stood then. */
export function stepPanel(viewer: Viewer): HTMLElement {
  const panel = element("section", { class: "card step", "aria-live": "polite", "aria-label": "Step" });
  viewer.onStep.push(() => {
    // While it plays nobody can read along, or hear it.
    panel.setAttribute("aria-live", viewer.isPlaying ? "off" : "polite");
    const { run, index } = viewer.shown;
    const event = index.eventOf(viewer.step);
    fill(panel, ...(event === undefined ? ["no step"] : content(viewer, event)));
    panel.dataset["step"] = String(viewer.step);
    panel.dataset["run"] = run.name;
  });
  return panel;
}

function content(viewer: Viewer, event: TraceEvent): readonly Child[] {
  const { run, index } = viewer.shown;
  const { title, reasons } = explainStep(run, index, event);
  const effects = index.effectsOf(event.step);
  return [
    element(
      "p",
      { class: "position" },
      element("strong", {}, `step ${index.placeOf(event.step) + 1} of ${index.events.length}`),
      ` at ${formatDuration(event.t)} `,
      element("a", { class: "link", href: writeFragment(placeOf(viewer, event.step)) }, "link"),
    ),
    element("h2", {}, title),
    element(
      "ul",
      { class: "reasons" },
      ...reasons.map(({ text, rule }) =>
        element("li", {}, text, ...(rule === undefined ? [] : [" ", ruleMark(rule, viewer.data.rules[rule] ?? "")])),
      ),
    ),
    ...stepList(viewer, "Because of", causesOf(viewer, event), CAUSES_MAX),
    ...stepList(viewer, "Led to", effects, EFFECTS_MAX),
    event.cause === undefined && effects.length === 0
      ? element("p", { class: "faint" }, "The trace names no step that caused it, and none that followed from it.")
      : undefined,
    momentTable(viewer, event),
    element(
      "details",
      {},
      element("summary", {}, "as in the trace"),
      element("pre", {}, JSON.stringify(event, null, 1)),
    ),
  ];
}

function placeOf({ data, shown }: Viewer, step: number): Parameters<typeof writeFragment>[0] {
  return { ...(data.runs.length > 1 && { run: shown.place + 1 }), step };
}

function ruleMark(rule: string, statement: string): HTMLElement {
  return element("abbr", { class: "rule", title: statement, tabindex: 0 }, rule);
}

/** The chain back to what came by itself, nearest first. */
function causesOf({ shown }: Viewer, event: TraceEvent): readonly number[] {
  const causes: number[] = [];
  for (let { cause } = event; cause !== undefined && causes.length <= CAUSES_MAX; ) {
    causes.push(cause);
    cause = shown.index.eventOf(cause)?.cause;
  }
  return causes;
}

function stepList(viewer: Viewer, title: string, steps: readonly number[], max: number): readonly Child[] {
  if (steps.length === 0) return [];
  const left = steps.length - max;
  return [
    element("h3", {}, title),
    element(
      "ul",
      { class: "steps" },
      ...steps.slice(0, max).map((step) => element("li", {}, stepButton(viewer, step))),
    ),
    left > 0 ? element("p", { class: "faint" }, `and ${left} more`) : undefined,
  ];
}

/** A button that leads to a step, and says what it is. */
export function stepButton(viewer: Viewer, step: number): HTMLElement {
  const { run, index } = viewer.shown;
  const event = index.eventOf(step);
  const title = event === undefined ? "not in the trace" : stepTitle(run, index, event);
  return element(
    "button",
    { type: "button", class: "to-step", onclick: () => goTo(viewer, step) },
    element("span", { class: "number" }, String(step)),
    ` ${title}`,
  );
}

function momentTable(viewer: Viewer, event: TraceEvent): HTMLElement | undefined {
  const groups = statesAt(viewer.shown.run, event);
  if (groups.length === 0) return undefined;
  return element(
    "table",
    { class: "moment" },
    element("caption", {}, `How all stands at ${formatDuration(event.t)}`),
    ...groups.map(({ title, states }) =>
      element(
        "tbody",
        {},
        element("tr", {}, element("th", { colspan: 2, scope: "rowgroup" }, title)),
        ...states.map(({ label, word, look }) =>
          element("tr", {}, element("th", { scope: "row" }, label), element("td", { class: `look ${look}` }, word)),
        ),
      ),
    ),
  );
}
