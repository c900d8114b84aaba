import { expect, test } from "vitest";
import { readScenario } from "./readScenario.ts";

function scenarioWith(backends: string): string {
  return `
untilMs: 1m
pod:
  metadata: {name: web}
  spec:
    containers:
      - name: app
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {port: http}}
containers:
  app:
    instances:
      - backends:
${backends.replaceAll(/^/gm, "          ")}
`;
}

function problemsOf(backends: string): string[] {
  const read = readScenario(scenarioWith(backends));
  if (!("problems" in read)) return [];
  return read.problems.map(({ message, help, quotedLine }) => `${message} (${help}) | ${quotedLine.trim()}`);
}

test("servers and commands of a container can be said in a few lines", () => {
  const read = readScenario(
    scenarioWith(`http:
  - port: http
    routes:
      /healthz: {status: 503, body: not yet, delayMs: 1.5s}
      "*": {headers: [{name: Location, value: /healthz}], status: 302}
  - {port: http, fromMs: 30s, tls: true}
tcp: [{port: 5432, connection: filtered}]
grpc: [{port: 9090, services: {"": SERVING, my.Svc: NOT_SERVING}}]
exec:
  - {command: [cat, /tmp/healthy], exitCode: 1, stderr: No such file}
  - {command: [check], error: {code: UNKNOWN, message: gone}}`),
  );
  expect("problems" in read ? read.problems : read.scenario.containers?.["app"]?.instances[0]?.backends).toEqual({
    http: [
      {
        port: "http",
        routes: {
          "/healthz": { status: 503, body: "not yet", delayMs: 1500 },
          "*": { headers: [{ name: "Location", value: "/healthz" }], status: 302 },
        },
      },
      { port: "http", fromMs: 30_000, tls: true },
    ],
    tcp: [{ port: 5432, connection: "filtered" }],
    grpc: [{ port: 9090, services: { "": "SERVING", "my.Svc": "NOT_SERVING" } }],
    exec: [
      { command: ["cat", "/tmp/healthy"], exitCode: 1, stderr: "No such file" },
      { command: ["check"], error: { code: "UNKNOWN", message: "gone" } },
    ],
  });
});

test.each([
  ["http: [{port: htpp}]", 'there is no port "htpp" (did you mean http?) | http: [{port: htpp}]'],
  ["htp: []", "did you mean http?"],
  ["http: [{routes: {/: {stalAfterBytes: 3}}}]", "did you mean stallAfterBytes?"],
  ["grpc: [{services: {a: SERVNG}}]", "did you mean SERVING?"],
  ["exec: [{error: {code: UNKNWN, message: x}}]", "did you mean UNKNOWN?"],
  ["tcp: [{connection: closed}]", "listening, refused, filtered, backlog"],
  [
    "exec: [{exitCode: 1, error: {code: UNKNOWN, message: x}}]",
    "containers.app.instances[0].backends.exec[0] has both error and exitCode",
  ],
])("%s is refused with a suggestion", (backends, expected) => {
  expect(problemsOf(backends).join("\n")).toContain(expected);
});
