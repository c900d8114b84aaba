import { podExample } from "../examples.ts";
import { probesOfHandler } from "../probeTools.ts";
import { asksPart } from "../../../model/asksPart.ts";
import type { WorkloadRule } from "../rule.ts";

const MANIFEST = podExample(`
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }`);

export const anyHttpRange: WorkloadRule = {
  id: "any-http-range",
  severity: "note",
  summary: "an answer that says that something is wrong still counts as success",
  platforms: ["all"],
  needs: "a behaviour that says with which status the app answers",
  evidence: ["G-16", "dialects 8"],
  essay: [
    "Every status from 200 to 399 is a success: 204, 206, and redirects to elsewhere, too. An app that tells its trouble by 203, 299 or a redirect to a status page is well to every probe here. Load balancers outside the cluster often count 200 alone.",
  ],
  ignoreWhen: "it is meant.",
  triggers: {
    manifest: MANIFEST,
    behaviour: "containers: { app: { instances: [{ app: [{ fromMs: 20s, state: error, statusCode: 302 }] }] } }",
  },
  quiet: {
    manifest: MANIFEST,
    behaviour: "containers: { app: { instances: [{ app: [{ fromMs: 20s, state: error, statusCode: 500 }] }] } }",
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "httpGet").flatMap(({ container, type, path, probe }) => {
      const { instances = [], clock = [], parts = [] } = subject.behaviourOf(container.name) ?? {};
      const own = parts
        .filter((part) => asksPart(part, probe, type))
        .flatMap(({ app = [], clock: by = [] }) => [...app, ...by]);
      const lenient = [...instances.flatMap(({ app = [] }) => app), ...clock, ...own].find(
        ({ state, statusCode }) => state === "error" && statusCode !== undefined && statusCode < 400,
      );
      if (lenient === undefined) return [];
      return [
        {
          path: `${path}.httpGet`,
          container: container.name,
          probe: type,
          message: `${container.name} says by status ${lenient.statusCode} that something is wrong, and its ${type} probe takes that for success`,
          why: "every status from 200 to 399 is a success",
        },
      ];
    }),
};
