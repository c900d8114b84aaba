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
    return { http: (request, attempt) => answer(own, request, attempt) };
  };
}

async function answer(
  handlers: RequestHandler[],
  { method, url, headers }: SentRequest,
  { signal }: GuestAttempt,
): Promise<GuestHttpAnswer> {
  const request = new Request(url, { method, headers: headersOf(headers), signal, credentials: "omit" });
  let response: Response | undefined;
  try {
    response = await getResponse(handlers, request, { baseUrl: new URL(url).origin });
  } catch {
    return { status: 500 };
  }
  if (response === undefined) throw new Error(`no msw handler answers ${method} ${url}${offer(handlers)}`);
  if (isPassthroughResponse(response))
    throw new Error(`${method} ${url}: nothing is fetched, so passthrough() cannot be followed`);
  return response;
}

function headersOf(headers: SentRequest["headers"]): [string, string][] {
  return headers.map(([name, value]) => [name, value]);
}

/** What there is, and the way to answer the rest. */
function offer(handlers: readonly RequestHandler[]): string {
  const known = handlers.map(({ info }) => info.header);
  return `; there are handlers for ${known.join(", ") || "nothing"}; http.all("*", …) as the last one answers what is left`;
}
