import type { Look } from "./reportData.ts";
import { LOOKS } from "./reportData.ts";

/** Colours as the style sheet has them, for what is drawn on the canvas. */
export interface Theme {
  readonly background: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly faint: string;
  readonly accent: string;
  readonly good: string;
  readonly bad: string;
  readonly warn: string;
  readonly fills: Readonly<Record<Look, string>>;
  readonly edges: Readonly<Record<Look, string>>;
}

/** Which colour of the style sheet a state has. */
const TONES: Readonly<Record<Look, "good" | "bad" | "warn" | "faint" | "run">> = {
  good: "good",
  running: "run",
  bad: "bad",
  failed: "bad",
  warn: "warn",
  stopping: "warn",
  backOff: "warn",
  starting: "warn",
  off: "faint",
  waiting: "faint",
  ended: "faint",
  plain: "faint",
};

/** Reads the colours that hold now: they change with the scheme. */
export function readTheme(root: HTMLElement): Theme {
  const style = getComputedStyle(root);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const looks = (suffix: string): Record<Look, string> =>
    Object.fromEntries(LOOKS.map((look) => [look, of(`${TONES[look]}${suffix}`)])) as Record<Look, string>;
  return {
    background: of("background"),
    raised: of("raised"),
    line: of("line"),
    text: of("text"),
    faint: of("faint"),
    accent: of("accent"),
    good: of("good"),
    bad: of("bad"),
    warn: of("warn"),
    fills: looks("-fill"),
    edges: looks(""),
  };
}
