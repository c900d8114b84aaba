import type { HttpRoute } from "../../../model/backends.ts";
import { answersMet } from "../askedDependencies.ts";
import { podExample } from "../examples.ts";
import { imageName, probesOfHandler } from "../probeTools.ts";
import type { WorkloadRule } from "../rule.ts";

/** Whose front page sends those who are not logged in somewhere else, and what to ask instead. */
const LOGINS: readonly { readonly image: RegExp; readonly health: string }[] = [
  { image: /^grafana/, health: "/api/health" },
  { image: /^(?:jenkins)/, health: "/login" },
  { image: /^kibana/, health: "/api/status" },
  { image: /^(?:superset|airflow)/, health: "/health" },
  { image: /^(?:nextcloud)/, health: "/status.php" },
  { image: /^(?:gitea|forgejo)/, health: "/api/healthz" },
  { image: /^oauth2-proxy/, health: "/ping" },
];

function locationOf({ status = 200, headers = [] }: HttpRoute): string[] {
  const location = headers.find(({ name }) => name.toLowerCase() === "location")?.value;
  return status >= 300 && status < 400 && location !== undefined ? [location] : [];
}

export const redirectingProbePath: WorkloadRule = {
  id: "redirecting-probe-path",
  severity: "note",
  summary: "a probe asks the front page of something that redirects to a login",
  platforms: ["all"],
  releases: "from 1.14 on; before, redirects to other hosts were followed, too",
  evidence: ["KI-36"],
  essay: [
    "A redirect within the same host is followed, and the last answer counts; one to another host is a success with a ProbeWarning event, whatever stands behind it. A front page that sends everybody to a login server is green as long as the redirect is.",
    "The rule knows some images by name, and their health endpoints. Where `--behaviour` gives a backend that redirects, `run` follows it as the kubelet would.",
  ],
  ignoreWhen: "the front page is served without a login here.",
  triggers: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /, port: 3000 }`).replace("registry.example/web:1.4", "grafana/grafana:12.1.0"),
  },
  quiet: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /api/health, port: 3000 }`).replace("registry.example/web:1.4", "grafana/grafana:12.1.0"),
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "httpGet").flatMap((asked) => {
      const { container, type, path, probe } = asked;
      const away = answersMet(subject, asked)
        .routes.flatMap(locationOf)
        .find((location) => /^https?:\/\//.test(location));
      if (away !== undefined) {
        return [
          {
            path: `${path}.httpGet.path`,
            container: container.name,
            probe: type,
            message: `the ${type} probe of ${container.name} is redirected to another host, ${away}`,
            why: "a redirect to another host counts as success, whatever stands behind it, and whatever becomes of the app",
          },
        ];
      }
      const login = LOGINS.find(({ image }) => image.test(imageName(container)));
      if (login === undefined || !["", "/"].includes(probe.httpGet?.path ?? "")) return [];
      return [
        {
          path: `${path}.httpGet.path`,
          container: container.name,
          probe: type,
          message: `the ${type} probe of ${container.name} asks the front page, which redirects to a login`,
          why: "a redirect to another host counts as success, whatever stands behind it; one on the same host is followed",
          fix: { text: "ask its health endpoint", edits: [{ path: `${path}.httpGet.path`, value: login.health }] },
          assumptions: [`${imageName(container)} redirects its front page`],
        },
      ];
    }),
};
