import { element, fill } from "./element.ts";
import type { Claim } from "./reportData.ts";
import { stepButton } from "./stepPanel.ts";
import type { Viewer } from "./viewer.ts";

/** What was expected of the run, and whether it came; each with the steps that show it. */
export function claimsPanel(viewer: Viewer): HTMLElement {
  const panel = element("section", { class: "card claims", "aria-label": "Expected" });
  viewer.onRun.push(() => {
    const { claims } = viewer.shown.run;
    const own = claims.filter(({ source }) => source !== "property");
    const properties = claims.filter(({ source }) => source === "property");
    const violated = properties.filter(({ holds, known }) => !holds && known === undefined);
    const known = properties.filter((claim) => claim.known !== undefined);
    const held = properties.filter(({ holds }) => holds);
    panel.hidden = claims.length === 0;
    fill(
      panel,
      element("h2", {}, tally(own, violated, held.length)),
      element("ul", {}, ...[...violated, ...own].map((claim) => claimItem(viewer, claim))),
      foldedClaims(viewer, `${known.length} times this release does what it is known for`, known),
      foldedClaims(viewer, `${held.length} properties of every kubelet hold`, held),
    );
  });
  return panel;
}

function tally(own: readonly Claim[], violated: readonly Claim[], held: number): string {
  const failed = own.filter(({ holds }) => !holds).length;
  const parts = [
    ...(own.length === 0
      ? []
      : [failed === 0 ? `all ${own.length} expectations came out` : `${failed} of ${own.length} expectations failed`]),
    ...(violated.length === 0 ? [] : [`${violated.length} violations of properties`]),
  ];
  return parts.length === 0 ? `${held} properties hold` : parts.join(", ");
}

function foldedClaims(viewer: Viewer, title: string, claims: readonly Claim[]): HTMLElement | undefined {
  if (claims.length === 0) return undefined;
  return element(
    "details",
    {},
    element("summary", {}, title),
    element("ul", {}, ...claims.map((claim) => claimItem(viewer, claim))),
  );
}

const MARKS = { holds: "✓", fails: "✗", known: "◆" } as const;

function claimItem(viewer: Viewer, { holds, known, source, name, text, steps }: Claim): HTMLElement {
  const state = holds ? "holds" : known === undefined ? "fails" : "known";
  return element(
    "li",
    { class: state },
    element("span", { class: "mark", role: "img", "aria-label": state }, MARKS[state]),
    element(
      "div",
      {},
      element("strong", {}, name),
      source === "changed" ? " (changed) " : " ",
      text,
      known === undefined ? undefined : ` (known: ${known})`,
    ),
    ...(steps.length === 0
      ? []
      : [element("div", { class: "steps" }, ...steps.map((step) => stepButton(viewer, step)))]),
  );
}
