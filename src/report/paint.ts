import type { Cell, Strip, Tone } from "./strip.ts";

/** Writes text in a tone; without colour the text as it is: marks and words say all that colours say. */
export type Paint = (tone: Tone | "heading", text: string) => string;

/** Cyan rather than green beside the red, so that most colour-blind people tell them apart. */
const CODES: Readonly<Record<Tone | "heading", string>> = {
  plain: "",
  good: "36",
  bad: "1;31",
  warn: "33",
  dim: "2",
  heading: "1",
};

export function createPaint(color: boolean): Paint {
  return (tone, text) => (color && CODES[tone] !== "" && text !== "" ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text);
}

/** A strip as text, one escape sequence per run of the same tone. */
export function paintStrip(strip: Strip, paint: Paint): string {
  let text = "";
  let run = "";
  let tone: Tone = "plain";
  const width = strip.findLastIndex((cell) => cell !== undefined && cell.character !== " ") + 1;
  for (let column = 0; column < width; column++) {
    const cell: Cell = strip[column] ?? BLANK;
    if (cell.tone !== tone && cell.character !== " ") {
      text += paint(tone, run);
      run = "";
      tone = cell.tone;
    }
    run += cell.character;
  }
  return text + paint(tone, run);
}

const BLANK: Cell = { character: " ", tone: "plain" };
