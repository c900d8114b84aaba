import { element } from "./element.ts";
import { KEY_BINDINGS } from "./keyboard.ts";
import { drawOutcome, OUTCOME_LOOKS, OUTCOMES } from "./symbols.ts";
import type { Viewer } from "./viewer.ts";

/** Keys, and what the symbols mean. */
export function helpDialog(viewer: Viewer): HTMLDialogElement {
  const symbols = OUTCOMES.filter((outcome) => outcome !== "kubeletGone");
  const canvases = symbols.map(() =>
    element("canvas", { width: 32, height: 32, class: "symbol", "aria-hidden": "true" }),
  );
  const dialog = element(
    "dialog",
    { "aria-labelledby": "help-title" },
    element("h2", { id: "help-title" }, "Help"),
    element("h3", {}, "Keys"),
    keyTable(),
    element("h3", {}, "Pointer"),
    element(
      "p",
      {},
      "Click for a step, drag to move, Ctrl and wheel (or pinch) to zoom, double click to come closer. The strip above shows the whole run; drag its frame.",
    ),
    element("h3", {}, "Attempts"),
    element(
      "ul",
      { class: "symbols" },
      ...symbols.map((outcome, place) => element("li", {}, canvases[place], ` ${OUTCOME_LOOKS[outcome].word}`)),
    ),
    element(
      "p",
      {},
      "The frame around an attempt is the time that timeoutSeconds allows. Below it grows the number of equal results in a row, until the threshold is reached. A dashed frame behind a stopping container is what is left of its grace period.",
    ),
    element("form", { method: "dialog" }, element("button", {}, "Close")),
  );
  dialog.addEventListener("toggle", () => {
    for (const [place, outcome] of symbols.entries()) {
      const context = canvases[place]?.getContext("2d");
      if (context === null || context === undefined) continue;
      context.clearRect(0, 0, 32, 32);
      context.strokeStyle = viewer.theme[OUTCOME_LOOKS[outcome].tone];
      drawOutcome(context, outcome, 16, 16, 10);
    }
  });
  return dialog;
}

function keyTable(): HTMLElement {
  const rows = [...KEY_BINDINGS, { shown: "t", does: "the steps as a table" }, { shown: "?", does: "this help" }];
  return element(
    "table",
    { class: "keys" },
    ...rows.map(({ shown, does }) =>
      element("tr", {}, element("th", { scope: "row" }, element("kbd", {}, shown)), element("td", {}, does)),
    ),
  );
}
