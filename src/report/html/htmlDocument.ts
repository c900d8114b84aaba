import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { printable } from "../../model/printable.ts";
import type { ReportData } from "../../viewer/reportData.ts";

/** The viewer, bundled: what draws the data in the browser. */
export interface ViewerAsset {
  readonly script: string;
  readonly style: string;
}

/**
 * One HTML file that needs nothing else: no network, no server. Only the very script and style that are in it may run
 * (Content-Security-Policy by hash), and the data is JSON in which no tag can end it.
 */
export function* htmlDocument(data: ReportData, { script, style }: ViewerAsset): Generator<string> {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="probewise ${data.tool}">
<title>${escapeText(printable(data.title))}</title>
<style>${style}</style>
</head>
<body>
<noscript>This report is drawn by a script within it. Allow scripts for this file, or run probewise without --html.</noscript>
<script type="application/json" id="report-data">`;
  yield escapeJson(JSON.stringify(data));
  yield `</script>
<script>${script}</script>
</body>
</html>
`;
}

/** What a browser compares the content of the element with, byte for byte. */
function hashOf(content: string): string {
  return `sha256-${btoa(String.fromCharCode(...sha256(utf8ToBytes(content))))}`;
}

/** JSON that is the same value, and in which no `</script>` or `<!--` can be. */
function escapeJson(json: string): string {
  return json.replaceAll("<", String.raw`\u003c`);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
