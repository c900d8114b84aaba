import { printable } from "../model/printable.ts";

export const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif';
export const SMALL_FONT = FONT.replace("12px", "10.5px");
export const BOLD_FONT = `600 ${FONT}`;

const widths = new Map<string, Map<string, number>>();
/** So many texts of a font are remembered. */
const TEXTS_MAX = 20_000;

/** Width of a text, measured once. Reading the context's own font would take longer than drawing with it. */
export function textWidth(context: CanvasRenderingContext2D, font: string, text: string): number {
  let ofFont = widths.get(font);
  if (ofFont === undefined || ofFont.size > TEXTS_MAX) {
    ofFont = new Map();
    widths.set(font, ofFont);
  }
  const known = ofFont.get(text);
  if (known !== undefined) return known;
  context.font = font;
  const { width } = context.measureText(printable(text));
  ofFont.set(text, width);
  return width;
}

/** Writes a text, cut to `widthMax` with an ellipsis. */
export function writeText(
  context: CanvasRenderingContext2D,
  font: string,
  text: string,
  x: number,
  y: number,
  widthMax = Number.POSITIVE_INFINITY,
): void {
  let shown = text;
  if (textWidth(context, font, shown) > widthMax) {
    while (shown.length > 1 && textWidth(context, font, `${shown}…`) > widthMax)
      shown = shown.slice(0, Math.ceil(shown.length * 0.8) - 1);
    shown += "…";
  }
  context.font = font;
  context.fillText(printable(shown), x, y);
}

const patterns = new Map<string, CanvasPattern>();

/** Diagonal lines of a colour, for what must not be told by colour alone. */
export function hatch(context: CanvasRenderingContext2D, color: string, spacing: number): CanvasPattern | string {
  const key = `${color} ${spacing}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const tile = document.createElement("canvas");
  tile.width = spacing;
  tile.height = spacing;
  const drawing = tile.getContext("2d");
  if (drawing === null) return color;
  drawing.strokeStyle = color;
  drawing.lineWidth = 1.2;
  for (const offset of [-spacing, 0, spacing]) {
    drawing.moveTo(offset, spacing);
    drawing.lineTo(offset + spacing, 0);
  }
  drawing.stroke();
  const pattern = context.createPattern(tile, "repeat");
  if (pattern !== null) patterns.set(key, pattern);
  return pattern ?? color;
}
