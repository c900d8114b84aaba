/** What a link into a report says: `#run=2&step=12`. */
export interface Place {
  /** From 1, as people count. */
  readonly run?: number;
  readonly step?: number;
}

/** What cannot be read is left out. */
export function readFragment(fragment: string): Place {
  const words = new Map(
    fragment
      .replace(/^#/, "")
      .split("&")
      .map((part): [string, string] => [part.split("=")[0] ?? "", part.split("=")[1] ?? ""]),
  );
  const run = wholeNumber(words.get("run"));
  const step = wholeNumber(words.get("step"));
  return { ...(run !== undefined && { run }), ...(step !== undefined && { step }) };
}

/** Of a report with one run only the step is told. */
export function writeFragment({ run, step }: Place): string {
  const parts = [...(run === undefined ? [] : [`run=${run}`]), ...(step === undefined ? [] : [`step=${step}`])];
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
