import { getResponse, isPassthroughResponse } from "msw";
import type { RequestHandler } from "msw";
import type { SentRequest } from "../app/clients/httpRequest.ts";
import type { Guest, GuestAttempt, GuestHttpAnswer, GuestInstance } from "../guest/guest.ts";

/**
 * A container whose HTTP probes msw handlers answer, on virtual time: `delay`, `once`, generators, streams and redirects
 * do what they do in msw. Relative paths (`/healthz`) are the container's own.
 *
 * @param handlers called for each start of the container: handlers that have been used, and generators, begin anew, as
 * the memory of a process does.
 *
 * - `HttpResponse.error()`: nothing listens.
 * - A handler that throws answers 500, as msw has it.
 * - A request that no handler answers, and `passthrough()`, end the run with an error: a last `http.all("*", …)` says
 *   what such requests get.
 */
export function mswGuest(handlers: (instance: GuestInstance) => readonly RequestHandler[]): Guest {
  return (instance) => {
    const own = [...handlers(instance)];
    const held: HeldRequests = new WeakMap();
    return { http: (request, attempt) => answer(own, holdRequest(held, request, attempt)) };
  };
}

/** A request as handlers get it. To make one costs more than to answer it: it serves the next attempt too. */
interface HeldRequest {
  readonly request: Request;
  readonly baseUrl: string;
  attempt: GuestAttempt;
  /** No handler has it. */
  isFree: boolean;
  /** A handler has changed its headers. */
  isChanged: boolean;
}

/** By what is sent. Who gives no answer, or one that nobody waits for any more, keeps the request. */
type HeldRequests = WeakMap<SentRequest, HeldRequest>;

function holdRequest(held: HeldRequests, sent: SentRequest, attempt: GuestAttempt): HeldRequest {
  let hold = held.get(sent);
  if (hold?.isFree !== true) {
    hold = createRequest(sent, attempt);
    held.set(sent, hold);
  }
  hold.attempt = attempt;
  return hold;
}

function createRequest({ method, url, headers }: SentRequest, attempt: GuestAttempt): HeldRequest {
  // The kubelet has no cookies.
  const request = new Request(url, { method, headers: headers.map(([...header]) => header), credentials: "omit" });
  const hold: HeldRequest = { request, baseUrl: new URL(url).origin, attempt, isFree: true, isChanged: false };
  // A signal handed to the constructor would cost as much as the rest of the call, and memory until it is collected.
  Object.defineProperty(request, "signal", { get: () => hold.attempt.signal });
  for (const change of ["append", "delete", "set"] as const) {
    const value = (name: string, to: string): void => {
      hold.isChanged = true;
      Headers.prototype[change].call(request.headers, name, to);
    };
    Object.defineProperty(request.headers, change, { value });
  }
  return hold;
}

async function answer(handlers: RequestHandler[], hold: HeldRequest): Promise<GuestHttpAnswer> {
  const { request, baseUrl } = hold;
  hold.isFree = false;
  let response: Response | undefined;
  try {
    response = await getResponse(handlers, request, { baseUrl });
  } catch {
    return { status: 500 };
  }
  hold.isFree = !hold.isChanged;
  const { method, url } = request;
  if (response === undefined) throw new Error(`no msw handler answers ${method} ${url}${offer(handlers)}`);
  if (isPassthroughResponse(response))
    throw new Error(`${method} ${url}: nothing is fetched, so passthrough() cannot be followed`);
  return response;
}

/** What there is, and the way to answer the rest. */
function offer(handlers: readonly RequestHandler[]): string {
  const known = handlers.map(({ info }) => info.header);
  return `; there are handlers for ${known.join(", ") || "nothing"}; http.all("*", …) as the last one answers what is left`;
}
