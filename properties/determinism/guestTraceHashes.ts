import { delay, http, HttpResponse } from "msw";
import type { Guests } from "../../src/guests.ts";
import { simulateWithGuests } from "../../src/guests.ts";
import { traceHash } from "../../src/index.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import { mswGuest } from "../../src/msw/mswGuest.ts";

const probeOf = (path: string) => ({ httpGet: { path, port: 8080 }, periodSeconds: 3, timeoutSeconds: 1 }) as const;

function scenarioWith(podCount: number): Scenario {
  const container = { name: "app", image: "app:1", livenessProbe: probeOf("/live"), readinessProbe: probeOf("/ready") };
  const pods = Array.from({ length: podCount }, (_, index) => ({
    pod: { metadata: { name: `web-${index}` }, spec: { containers: [container] } },
    atMs: index * 400,
  }));
  return { untilMs: 300_000, pods };
}

/** What handlers can do that takes a turn of its own: wait, answer once, be no server, go on where they were, stream. */
const HANDLERS: Guests = () => ({
  app: mswGuest(({ pod, instance }) => [
    http.get("/ready", () => HttpResponse.error(), { once: true }),
    http.get("/ready", () => HttpResponse.json({ ready: false }, { status: 503 }), { once: true }),
    http.get("/ready", function* () {
      yield new HttpResponse(null, { status: 503 });
      yield new HttpResponse(null, { status: 503 });
      return new HttpResponse();
    }),
    http.get("/live", async function* () {
      for (let answered = 0; answered < 10 + instance; answered++) {
        await delay(50 * answered);
        yield HttpResponse.text(`${pod} ${answered}`);
      }
      await delay("infinite");
      return new HttpResponse();
    }),
  ]),
});

/** Work in the background, answers that stream, and redirects. */
const FUNCTIONS: Guests = () => ({
  app: ({ instance, signal }) => {
    let beats = 0;
    const timer = setInterval(() => beats++, 700);
    signal.addEventListener("abort", () => clearInterval(timer));
    return {
      http: async ({ target }) => {
        if (target === "/live") return beats > 100 + instance ? new Promise(() => undefined) : { status: 200 };
        if (target === "/ready") return { status: 307, headers: [["Location", "/streamed"]] };
        return { status: beats % 7 === 0 ? 500 : 200, body: streamOf(["a", "b", "c"], 10 + beats) };
      },
    };
  },
});

function streamOf(pieces: readonly string[], pauseMs: number): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    async pull(controller) {
      const piece = left.shift();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (piece === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(piece));
    },
  });
}

/** The trace hashes of runs whose apps are code. */
export async function guestTraceHashes(): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const [name, guests] of Object.entries({ "msw handlers": HANDLERS, functions: FUNCTIONS }))
    for (const podCount of [1, 5])
      hashes[`${name}, ${podCount} pods`] = traceHash(await simulateWithGuests(scenarioWith(podCount), guests));
  return hashes;
}
