import { readTheme } from "./theme.ts";
import { wholeView } from "./timeView.ts";
import type { Viewer } from "./viewer.ts";
import { draw } from "./viewer.ts";

/** On paper all lanes of the whole run are drawn, in the light scheme. */
export function listenToPrint(viewer: Viewer): void {
  const root = document.documentElement;
  const { scheme } = root.dataset;
  const { view } = viewer;
  let before = { scheme, view };
  window.addEventListener("beforeprint", () => {
    before = { scheme: root.dataset["scheme"], view: viewer.view };
    root.dataset["scheme"] = "light";
    viewer.theme = readTheme(root);
    viewer.view = wholeView(viewer.shown.run.trace.header.untilMs);
    viewer.isPrinting = true;
    draw(viewer);
  });
  window.addEventListener("afterprint", () => {
    if (before.scheme === undefined) delete root.dataset["scheme"];
    else root.dataset["scheme"] = before.scheme;
    viewer.theme = readTheme(root);
    viewer.view = before.view;
    viewer.isPrinting = false;
    draw(viewer);
  });
}
