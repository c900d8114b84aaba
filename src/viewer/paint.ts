import { printable } from "../model/printable.ts";

export const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif';
export const SMALL_FONT = FONT.replace("12px", "10.5px");
export const BOLD_FONT = `600 ${FONT}`;

const widths = new Map<string, number>();

/** Width of a text in the context's font, measured once. */
export function textWidth(context: CanvasRenderingContext2D, text: string): number {
  const key = `${context.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const { width } = context.measureText(printable(text));
  if (widths.size > 20_000) widths.clear();
  widths.set(key, width);
  return width;
}

/** Writes a text, cut to `widthMax` with an ellipsis. */
export function writeText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  widthMax = Number.POSITIVE_INFINITY,
): void {
  let shown = text;
  if (textWidth(context, shown) > widthMax) {
    while (shown.length > 1 && textWidth(context, `${shown}…`) > widthMax)
      shown = shown.slice(0, Math.ceil(shown.length * 0.8) - 1);
    shown += "…";
  }
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
