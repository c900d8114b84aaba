import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { RULES } from "../../analyze/findings/ruleTable.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { formatDuration } from "../../time/duration.ts";
import { printable } from "../../model/printable.ts";
import type { Remark, Reported } from "./reported.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/** Names the parts that a fingerprint is made of; another way to make it needs another name. */
const FINGERPRINT = "probewise/v1";

/**
 * A SARIF 2.1.0 log: each remark a result, with the timeline that proves it as a code flow, so that code scanning shows what
 * will happen step by step. Ignored ones are told as suppressed. Files are named as they were given: relative ones stay relative.
 */
export function sarifReport({ toolVersion, suites }: Reported): string {
  const remarks = suites.flatMap((suite) => suite.remarks);
  const ruleIds = [...new Set(remarks.map(({ ruleId }) => ruleId))].sort();
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "probewise",
            semanticVersion: toolVersion,
            rules: ruleIds.map(ruleJson),
          },
        },
        columnKind: "utf16CodeUnits",
        results: remarks.map((remark) => resultJson(remark, ruleIds.indexOf(remark.ruleId))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Of a rule of ours all that it says of itself; of the API server's word and of expectations the id says it. */
function ruleJson(id: string): JsonObject {
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined) return { id, shortDescription: { text: id.replaceAll("-", " ") } };
  const essay = [...rule.essay, `When to ignore it: ${rule.ignoreWhen}`];
  return {
    id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.essay[0] ?? rule.summary },
    defaultConfiguration: { level: rule.severity },
    help: { text: essay.join("\n\n"), markdown: essay.join("\n\n") },
    properties: { evidence: [...rule.evidence] },
  };
}

function resultJson(remark: Remark, ruleIndex: number): JsonObject {
  const { ruleId, severity, subject, steps, assumptions, ignored } = remark;
  return {
    ruleId,
    ruleIndex,
    level: severity,
    message: { text: messageOf(remark) },
    locations: [{ ...placeOf(remark), logicalLocations: subject === "" ? [] : [{ fullyQualifiedName: subject }] }],
    partialFingerprints: { [FINGERPRINT]: fingerprintOf(remark) },
    ...(steps.length > 0 && { codeFlows: [{ threadFlows: [{ locations: steps.map(stepJson(remark)) }] }] }),
    ...(ignored !== undefined && {
      suppressions: [{ kind: ignored.by === "annotation" ? "inSource" : "external", justification: ignored.reason }],
    }),
    ...(assumptions.length > 0 && { properties: { assumptions: [...assumptions] } }),
  };
}

const messageOf = ({ message, why, help }: Remark): string =>
  [message, why, help === undefined ? undefined : `Help: ${help}`]
    .filter((part) => part !== undefined)
    .map(printable)
    .join("\n");

function placeOf({ file, line, column, quotedLine }: Remark): JsonObject {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: { startLine: line, startColumn: column, snippet: { text: printable(quotedLine) } },
    },
  };
}

/** Each step stands at the remark's place: the file has no lines about what happens later. */
function stepJson(remark: Remark): (step: Remark["steps"][number], index: number) => JsonValue {
  return ({ tMs, step, text }, index) => ({
    executionOrder: index + 1,
    location: { ...placeOf(remark), message: { text: `${formatDuration(tMs)}: ${printable(text)}` } },
    properties: { virtualMs: tMs, step },
  });
}

/** A path as a relative reference; each segment may hold anything but a slash. */
const uriOf = (file: string): string =>
  file === "-" ? "stdin" : file.toWellFormed().replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");

/** Of rule, file and subject, not of lines: it stays as the file around it changes. */
const fingerprintOf = ({ ruleId, file, subject, message }: Remark): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify([ruleId, file, subject === "" ? message : subject]))));
