import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { loadViewerAsset } from "../../cli/viewerAsset.ts";
import { RULES } from "../../kubelet/rules.ts";
import { CITED_RULES } from "../../viewer/citedRules.ts";
import { REPORT_SCHEMA } from "../../viewer/reportData.ts";
import { htmlDocument } from "./htmlDocument.ts";

const VIEWER_BYTES_MAX = 150_000;

function documentOf(title: string, script = "1", style = "a{}"): string {
  const data = { schema: REPORT_SCHEMA, tool: "0.0.0", title, rules: {}, tables: [], runs: [] } as const;
  return [...htmlDocument(data, { script, style })].join("");
}

test("only the script and the style of the document may be used, by their hashes", () => {
  const text = documentOf("a", "alert('ü')", "a{color:red}");
  const hash = (content: string): string => createHash("sha256").update(content).digest("base64");
  expect(text).toContain(`script-src 'sha256-${hash("alert('ü')")}'`);
  expect(text).toContain(`style-src 'sha256-${hash("a{color:red}")}'`);
  expect(text).toContain("default-src 'none'");
});

test("no text can end the element that it is in, and it is read back as it was", () => {
  const title = "</script></title><!--<script>&amp;\u2028";
  const text = documentOf(title);
  const json = /id="report-data">([^<]*)<\/script>/.exec(text)?.[1] ?? "";
  expect(JSON.parse(json)).toMatchObject({ title });
  expect(text.match(/<script/g)).toHaveLength(2);
  expect(text).toContain("<title>&lt;/script>&lt;/title>&lt;!--&lt;script>&amp;amp;");
});

test(`the viewer is smaller than ${VIEWER_BYTES_MAX} bytes, and holds nothing that would end its element`, async () => {
  const { script, style } = await loadViewerAsset();
  const bytes = gzipSync(script + style).length;
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThan(VIEWER_BYTES_MAX);
  expect(script).not.toMatch(/<\/script|<!--/i);
  expect(style).not.toMatch(/<\/style/i);
});

test("nothing in the viewer makes markup or code of text", async () => {
  const { script } = await loadViewerAsset();
  expect(script).toContain("createTextNode");
  expect(script).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(|XMLHttp/,
  );
});

test("every rule that explanations cite is there", () => {
  const known = new Set(RULES.map(({ id }) => id));
  expect(CITED_RULES.filter((id) => !known.has(id))).toEqual([]);
});
