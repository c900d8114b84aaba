import { expect, test } from "vitest";
import type { ObjectManifest } from "../model/clusterScenario.ts";
import { objectNotes } from "./objectNotes.ts";

const workload = (kind: "Deployment" | "StatefulSet", name: string, app: string, more = {}): ObjectManifest => ({
  kind,
  metadata: { name },
  spec: { selector: { matchLabels: { app } }, template: { metadata: { labels: { app } } }, ...more },
});
const service = (name: string, app: string): ObjectManifest => ({
  kind: "Service",
  metadata: { name },
  spec: { selector: { app } },
});
const notesOf = (...objects: readonly ObjectManifest[]): readonly string[] => objectNotes({ objects, untilMs: 1000 });

test("what fits together needs no note", () => {
  const pod: ObjectManifest = { kind: "Pod", metadata: { name: "one", labels: { app: "one" } }, spec: {} };
  expect(
    notesOf(
      service("web", "web"),
      service("db", "db"),
      service("one", "one"),
      workload("Deployment", "web", "web"),
      workload("StatefulSet", "db", "db", { serviceName: "db" }),
      pod,
    ),
  ).toEqual([]);
});

test("a Service that selects nothing, one selector twice and a StatefulSet without its Service are told of", () => {
  expect(
    notesOf(
      service("web", "wbe"),
      workload("Deployment", "web", "web"),
      workload("Deployment", "api", "web"),
      workload("StatefulSet", "db", "db", { serviceName: "db" }),
    ),
  ).toEqual([
    "Service web selects app=wbe, which no pod of the scenario has",
    "Deployment web and Deployment api select each other's pods",
    "StatefulSet db names the Service db, which the scenario does not have",
  ]);
});

test("what is applied later counts", () => {
  const objects = [service("web", "web")];
  const actions = [{ atMs: 500, do: "apply", object: workload("Deployment", "web", "web") } as const];
  expect(objectNotes({ objects, actions, untilMs: 1000 })).toEqual([]);
});
