import { http, HttpResponse } from "msw";
import type { Guests } from "../../src/guests.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import { mswGuest } from "../../src/msw/mswGuest.ts";

const PROBE = { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 10, timeoutSeconds: 1 } as const;

/** Ten pods with a liveness and a readiness probe each, for as long as it takes to come to about so many attempts. */
export function guestScenario(attempts: number): Scenario {
  const container = { name: "web", image: "app:1", livenessProbe: PROBE, readinessProbe: PROBE };
  const pods = Array.from({ length: 10 }, (_, index) => ({
    pod: { metadata: { name: `pod-${index}` }, spec: { containers: [container] } },
    atMs: index * 700,
  }));
  return { untilMs: Math.ceil(attempts / 20) * 10_000 + 10_000, pods };
}

/** `/healthz` of an app that is well. */
export const GUESTS_BY_ANSWER = {
  "an empty 200": () => ({ web: mswGuest(() => [http.get("/healthz", () => new HttpResponse())]) }),
  "200 with a text": () => ({ web: mswGuest(() => [http.get("/healthz", () => HttpResponse.text("ok"))]) }),
} as const satisfies Readonly<Record<string, Guests>>;
