import { formatDuration } from "../../../../time/duration.ts";
import type { Draft, WorkloadRule } from "../../rule.ts";
import type { WorkloadSubject } from "../../workloadSubject.ts";
import { knativeExample } from "./knativeExample.ts";
import type { InnerProbe, KnativeSubject } from "./knativeSubject.ts";
import { knativeSubjectOf, slowestAlways } from "./knativeSubject.ts";

const ATTEMPT_MS = 100;
/** How long the activator waits for an answer of its own. */
const ACTIVATOR_MS = 300;
const WATCHED_MS = 120_000;

const SLOWLY = "readinessProbe: { httpGet: { path: /ready }, periodSeconds: 10 }";
const FAST = "readinessProbe: { httpGet: { path: /ready } }";
const slow = (answer: string): string =>
  `containers: { user-container: { instances: [{ answerMs: ${answer} }] }, queue-proxy: { instances: [{}] } }`;

/** Drafts about each readiness probe that queue-proxy asks. */
function ofInner(
  subject: WorkloadSubject,
  draftsOf: (inner: InnerProbe, knative: KnativeSubject) => readonly Draft[],
): readonly Draft[] {
  const knative = knativeSubjectOf(subject);
  return knative === undefined ? [] : knative.inner.flatMap((inner) => draftsOf(inner, knative));
}

const asNormal = (path: string): NonNullable<Draft["fix"]> => ({
  text: "have it asked by a period",
  edits: [{ path: `${path}.periodSeconds`, value: 10 }],
});

export const knativeAggressiveMode: WorkloadRule = {
  id: "knative-aggressive-mode",
  severity: "note",
  summary: "a readiness probe without a period is asked every 50 ms",
  platforms: ["knative"],
  evidence: ["KI-65", "dialects 6.2", "X-16"],
  essay: [
    "To Kubernetes a missing period is 10 s. To Knative it asks for its own way: when queue-proxy is asked, it asks the container at once and then every 50 ms, each time for 100 ms at most, until it succeeds or 10 s are over.",
    "That makes a cold start fast, and suits an endpoint that answers at once. With a period the probe is what it looks like.",
  ],
  ignoreWhen: "the endpoint is cheap, and a fast cold start is wanted.",
  triggers: knativeExample([FAST]),
  quiet: knativeExample([SLOWLY]),
  findInWorkload: (subject) =>
    ofInner(subject, ({ isFast, isWritten, container, path }) =>
      !isFast || !isWritten
        ? []
        : [
            {
              path,
              container: container.name,
              probe: "readiness",
              message: `without a period ${container.name} is asked every 50 ms while it is not ready, each time for ${ATTEMPT_MS} ms at most`,
              fix: asNormal(path),
            },
          ],
    ),
};

export const knativeAggressive100ms: WorkloadRule = {
  id: "knative-aggressive-100ms",
  supersedes: ["knative-aggressive-mode", "knative-probe-burst"],
  severity: "error",
  summary: "a readiness probe without a period gives each answer 100 ms, and the app needs more",
  platforms: ["knative"],
  evidence: ["G-11", "dialects 6.2"],
  needs: "how long the app takes to answer (--behaviour)",
  essay: [
    "timeoutSeconds cannot be given without a period; the limit is 100 ms then. An endpoint that always takes longer never passes: the revision waits for it until its deadline, and fails.",
  ],
  ignoreWhen: "the endpoint is faster than was told.",
  triggers: { ...knativeExample([FAST]), behaviour: slow("150ms") },
  quiet: {
    ...knativeExample(["readinessProbe: { httpGet: { path: /ready }, periodSeconds: 10, timeoutSeconds: 1 }"]),
    behaviour: slow("150ms"),
  },
  findInWorkload: (subject) =>
    ofInner(subject, ({ isFast, container, path, probe }): Draft[] => {
      const answerMs = slowestAlways(subject, container);
      // A port is open long before what stands behind it has answered.
      if (!isFast || answerMs < ATTEMPT_MS || probe.tcpSocket !== undefined) return [];
      const containers = subject.behaviour?.containers ?? {};
      const outcome = () => subject.lab.run({ containers, untilMs: WATCHED_MS });
      const timeout = Math.ceil((answerMs + 1) / 1000);
      return [
        {
          path,
          container: container.name,
          probe: "readiness",
          message: `${container.name} answers after ${formatDuration(answerMs)}, and its readiness probe waits ${ATTEMPT_MS} ms: it never gets ready`,
          why: "without a period queue-proxy gives each answer 100 ms",
          witness: subject.lab.witness(outcome, "queue-proxy"),
          fix: {
            text: "give it a period and a timeout",
            edits: [
              { path: `${path}.periodSeconds`, value: 10 },
              { path: `${path}.timeoutSeconds`, value: timeout },
            ],
          },
        },
      ];
    }),
};

export const knativeProbeBurst: WorkloadRule = {
  id: "knative-probe-burst",
  supersedes: ["knative-aggressive-mode"],
  severity: "warning",
  summary: "the front page is asked up to twenty times a second by each pod that starts",
  platforms: ["knative"],
  evidence: ["dialects 6.6"],
  essay: [
    "Without a period a container that is not ready is asked every 50 ms. A front page that asks a database or renders a template has that to do twenty times a second, in each pod that starts, and just while it starts: with a burst of requests many do.",
  ],
  ignoreWhen: "the page is as cheap as a health endpoint.",
  triggers: knativeExample(["readinessProbe: { httpGet: { path: / } }"]),
  quiet: knativeExample([FAST]),
  findInWorkload: (subject) =>
    ofInner(subject, ({ isFast, container, path, probe }) =>
      !isFast || probe.httpGet === undefined || !["", "/"].includes(probe.httpGet.path ?? "")
        ? []
        : [
            {
              path,
              container: container.name,
              probe: "readiness",
              message: `the front page of ${container.name} is asked up to 20 times a second while it starts`,
              why: "ask an endpoint that costs nothing, or give the probe a period",
              fix: asNormal(path),
            },
          ],
    ),
};

export const knativeInitialDelayNotHonoured: WorkloadRule = {
  id: "knative-initial-delay-not-honoured",
  aliases: ["knative-ignored-field"],
  supersedes: ["redundant-initial-delay", "initial-delay-as-startup-budget"],
  severity: "warning",
  summary: "the initial delay of a readiness probe does not keep the app from being asked",
  platforms: ["knative"],
  evidence: ["KI-65", "dialects 6.6"],
  essay: [
    "The delay goes to the kubelet's probe of queue-proxy. But the activator asks queue-proxy, too, from the start on, and each time queue-proxy asks the container: the app is asked before the delay is over, and gets requests as soon as it answers.",
  ],
  ignoreWhen: "the app answers no probe before it can serve.",
  triggers: knativeExample([
    "readinessProbe: { httpGet: { path: /ready }, periodSeconds: 10, initialDelaySeconds: 20 }",
  ]),
  quiet: knativeExample([SLOWLY]),
  findInWorkload: (subject) =>
    ofInner(subject, ({ container, path, probe }) => {
      const seconds = probe.initialDelaySeconds ?? 0;
      if (seconds <= 0) return [];
      return [
        {
          path: `${path}.initialDelaySeconds`,
          container: container.name,
          probe: "readiness",
          message: `${container.name} is asked before its initial delay of ${seconds} s is over, and serves as soon as it answers`,
          why: "the delay is the kubelet's, and the activator asks as well; what an app needs before it can serve belongs into its answer",
          fix: { text: "leave it out", edits: [{ path: `${path}.initialDelaySeconds`, value: null }] },
        },
      ];
    }),
};

export const knativeSuccessThresholdTwice: WorkloadRule = {
  id: "knative-success-threshold-twice",
  severity: "warning",
  summary: "the successes that are asked for count twice",
  platforms: ["knative"],
  evidence: ["dialects 6.6"],
  essay: [
    "Without a period queue-proxy itself counts successes, 50 ms apart, before it says yes. The kubelet, which asks queue-proxy, has the same number in its own probe, and its successes are a period apart, 10 s by default.",
  ],
  ignoreWhen: "the wait of some periods more is meant.",
  triggers: knativeExample(["readinessProbe: { httpGet: { path: /ready }, successThreshold: 3 }"]),
  quiet: knativeExample(["readinessProbe: { httpGet: { path: /ready }, successThreshold: 3, periodSeconds: 5 }"]),
  findInWorkload: (subject) =>
    ofInner(subject, ({ isFast, container, path, probe }, { queue, serving }) => {
      const count = probe.successThreshold ?? 1;
      if (!isFast || count <= 1 || container !== serving) return [];
      const periodMs = queue.probe("readiness")?.periodMs ?? 10_000;
      const outcome = () => subject.lab.run({ untilMs: (count + 2) * periodMs });
      return [
        {
          path: `${path}.successThreshold`,
          container: container.name,
          probe: "readiness",
          message: `${count} successes of ${container.name} are counted by queue-proxy, and ${count} of queue-proxy by the kubelet, ${formatDuration(periodMs)} apart`,
          witness: subject.lab.witness(outcome, queue.name),
          fix: { text: "take one", edits: [{ path: `${path}.successThreshold`, value: 1 }] },
        },
      ];
    }),
};

export const knativeSlowEndpointActivator: WorkloadRule = {
  id: "knative-slow-endpoint-activator",
  severity: "note",
  summary: "the app answers too late for the activator",
  platforms: ["knative"],
  evidence: ["dialects 6.6"],
  needs: "how long the app takes to answer (--behaviour)",
  essay: [
    "The activator asks each pod itself, to send it requests before Kubernetes has found it ready. It waits 300 ms for an answer. Where readiness takes longer the pod still gets ready, but only when the kubelet says so: a cold start waits for its next period.",
    "What the activator does is not simulated.",
  ],
  ignoreWhen: "cold starts may take some seconds more.",
  triggers: {
    ...knativeExample(["readinessProbe: { httpGet: { path: /ready }, periodSeconds: 5, timeoutSeconds: 1 }"]),
    behaviour: slow("400ms"),
  },
  quiet: {
    ...knativeExample(["readinessProbe: { httpGet: { path: /ready }, periodSeconds: 5, timeoutSeconds: 1 }"]),
    behaviour: slow("200ms"),
  },
  findInWorkload: (subject) =>
    ofInner(subject, ({ isFast, container, path, probe }) => {
      const answerMs = slowestAlways(subject, container);
      if (isFast || probe.tcpSocket !== undefined || answerMs <= ACTIVATOR_MS) return [];
      return [
        {
          path,
          container: container.name,
          probe: "readiness",
          message: `${container.name} answers after ${formatDuration(answerMs)}, and the activator waits ${ACTIVATOR_MS} ms: a cold start waits for the kubelet`,
        },
      ];
    }),
};

export const knativeHttpsVerify: WorkloadRule = {
  id: "knative-https-verify",
  severity: "warning",
  summary: "queue-proxy verifies the certificate of a readiness probe by HTTPS",
  platforms: ["knative"],
  evidence: ["dialects 6.5"],
  essay: [
    "The kubelet verifies no certificates. queue-proxy does, and it asks 127.0.0.1: a certificate of a private authority, or one that does not name that address, is an error each time, and the revision never gets ready.",
  ],
  ignoreWhen: "the certificate is good for 127.0.0.1, and queue-proxy's image trusts who signed it.",
  triggers: knativeExample(["readinessProbe: { httpGet: { path: /ready, scheme: HTTPS }, periodSeconds: 10 }"]),
  quiet: knativeExample([SLOWLY]),
  findInWorkload: (subject) =>
    ofInner(subject, ({ container, path, probe }) =>
      probe.httpGet?.scheme !== "HTTPS"
        ? []
        : [
            {
              path: `${path}.httpGet.scheme`,
              container: container.name,
              probe: "readiness",
              message: `queue-proxy verifies the certificate of ${container.name}, which it asks at 127.0.0.1`,
              why: "a private authority's is refused, where the kubelet would not look; within the pod HTTP does",
            },
          ],
    ),
};

export const knativeHostHeaderIgnored: WorkloadRule = {
  id: "knative-host-header-ignored",
  severity: "note",
  summary: "a Host header of a readiness probe has no effect",
  platforms: ["knative"],
  evidence: ["dialects 6.5"],
  essay: [
    "The kubelet takes a Host header of a probe for the name that it asks. queue-proxy sends all other headers, and not this one: the app sees 127.0.0.1 with its port.",
  ],
  ignoreWhen: "the app does not care for the name.",
  triggers: knativeExample([
    "readinessProbe:",
    "  periodSeconds: 10",
    "  httpGet: { path: /ready, httpHeaders: [{ name: Host, value: shop.example }] }",
  ]),
  quiet: knativeExample([
    "readinessProbe:",
    "  periodSeconds: 10",
    "  httpGet: { path: /ready, httpHeaders: [{ name: X-Probe, value: ready }] }",
  ]),
  findInWorkload: (subject) =>
    ofInner(subject, ({ container, path, probe }) =>
      (probe.httpGet?.httpHeaders ?? []).flatMap(({ name, value }, index): Draft[] =>
        name.toLowerCase() !== "host"
          ? []
          : [
              {
                path: `${path}.httpGet.httpHeaders[${index}]`,
                container: container.name,
                probe: "readiness",
                message: `queue-proxy does not ask ${container.name} for the host ${value}: a Host header has no effect there`,
              },
            ],
      ),
    ),
};

export const knativeRedirectFollowed: WorkloadRule = {
  id: "knative-redirect-followed",
  severity: "note",
  summary: "queue-proxy follows a redirect to another host, and its answer counts",
  platforms: ["knative"],
  evidence: ["dialects 6.5"],
  needs: "a backend that redirects (--behaviour)",
  essay: [
    "To the kubelet a redirect to another host is a success, whatever stands there. queue-proxy goes there, and takes what it gets: readiness depends on the other host, and on whether the pod can reach it.",
  ],
  ignoreWhen: "the other host is as near as the app itself.",
  triggers: { ...knativeExample([SLOWLY]), behaviour: redirecting("https://login.example/") },
  quiet: { ...knativeExample([SLOWLY]), behaviour: redirecting("/there") },
  findInWorkload: (subject) =>
    ofInner(subject, ({ container, path, probe }) => {
      const host = probe.httpGet === undefined ? undefined : otherHostOf(subject, container.name, probe.httpGet.path);
      if (host === undefined) return [];
      return [
        {
          path: `${path}.httpGet`,
          container: container.name,
          probe: "readiness",
          message: `readiness of ${container.name} is what ${host} answers: queue-proxy follows its redirect`,
          why: "answer 200 there, without a redirect",
        },
      ];
    }),
};

function redirecting(location: string): string {
  const route = `{ status: 302, headers: [{ name: Location, value: "${location}" }] }`;
  return `containers: { user-container: { instances: [{ backends: { http: [{ routes: { /ready: ${route}, /there: {} } }] } }] } }`;
}

/** The host that a probe is sent on to, if it is another one. */
function otherHostOf(subject: WorkloadSubject, container: string, path = "/"): string | undefined {
  const backends = subject.behaviourOf(container)?.instances.flatMap(({ backends: { http = [] } = {} }) => http) ?? [];
  for (const { routes = {} } of backends) {
    const { status = 200, headers = [] } = routes[path] ?? routes["*"] ?? {};
    const location = headers.find(({ name }) => name.toLowerCase() === "location")?.value ?? "";
    const host = /^https?:\/\/([^/:?#]+)/.exec(location)?.[1];
    if (status >= 300 && status < 400 && host !== undefined && host !== "127.0.0.1") return host;
  }
  return undefined;
}
