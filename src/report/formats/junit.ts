import { printable } from "../../model/printable.ts";
import type { CaseResult, Reported, ReportedCase, ReportedSuite } from "./reported.ts";

/** All runs begin at the instant 0 of virtual time: a report of the same input is the same bytes at any hour. */
const BEGIN = "1970-01-01T00:00:00";

/**
 * A JUnit report, one suite per input: what Ant's JUnit report schema allows and no more, as Jenkins, GitLab and GitHub's
 * actions read it. Times are 0: virtual ones would be taken for how long the tests took.
 */
export function junitReport({ command, suites }: Reported): string {
  const body = suites.map((suite, id) => suiteXml(command, suite, id)).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${body}</testsuites>\n`;
}

function suiteXml(command: string, { name, properties, cases, text }: ReportedSuite, id: number): string {
  const count = (result: CaseResult): number => cases.filter((one) => one.result === result).length;
  const attributes = attributesOf({
    package: command,
    id: String(id),
    name,
    timestamp: BEGIN,
    hostname: "localhost",
    tests: String(cases.length),
    failures: String(count("failed")),
    errors: String(count("errored")),
    skipped: String(count("skipped")),
    time: "0",
  });
  const given = Object.entries(properties).map(
    ([key, value]) => `      <property${attributesOf({ name: key, value })}/>\n`,
  );
  return [
    `  <testsuite${attributes}>\n`,
    `    <properties>\n${given.join("")}    </properties>\n`,
    ...cases.map(caseXml),
    `    <system-out>${content(text)}</system-out>\n`,
    "    <system-err></system-err>\n",
    "  </testsuite>\n",
  ].join("");
}

function caseXml({ subject, name, result, type, message = "", details = "" }: ReportedCase): string {
  const open = `    <testcase${attributesOf({ classname: subject, name, time: "0" })}`;
  switch (result) {
    case "passed":
      return `${open}/>\n`;
    case "skipped":
      return `${open}><skipped${attributesOf({ message })}>${content(details)}</skipped></testcase>\n`;
    case "failed":
      return `${open}><failure${attributesOf({ message, type })}>${content(details)}</failure></testcase>\n`;
    case "errored":
      return `${open}><error${attributesOf({ message, type })}>${content(details)}</error></testcase>\n`;
  }
}

const attributesOf = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([key, value]) => ` ${key}="${content(value).replaceAll('"', "&quot;").replaceAll(/\s+/g, " ").trim()}"`)
    .join("");

/** XML 1.0 has no way to write these; `printable` leaves no other such characters. */
const NO_CHARACTERS = /[\ufffe\uffff]/g;

const content = (text: string): string =>
  printable(text)
    .toWellFormed()
    .replaceAll(NO_CHARACTERS, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
