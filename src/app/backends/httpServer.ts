import type { HttpRoute, HttpServer } from "../../model/backends.ts";
import type { ByteStream } from "../clients/byteStream.ts";
import type { ByteString } from "../clients/byteString.ts";
import { bytesOf } from "../clients/byteString.ts";
import type { BodyPart } from "../clients/httpAnswer.ts";

const NOT_FOUND: HttpRoute = { status: 404 };

export function routeFor({ routes = {} }: HttpServer, target: string): HttpRoute {
  return (Object.hasOwn(routes, target) ? routes[target] : routes["*"]) ?? NOT_FOUND;
}

/** What goes over an HTTP/1.1 connection in answer to one request, which arrives at 0. */
export function answerStream(route: HttpRoute): ByteStream {
  const answersAtMs = route.delayMs ?? 0;
  const end = (atMs: number) => ({ atMs, how: route.reset === true ? ("reset" as const) : ("close" as const) });
  if (route.close === "request") return { parts: [], end: end(answersAtMs) };
  if (route.raw !== undefined)
    return { parts: [{ atMs: answersAtMs, bytes: bytesOf(route.raw) }], end: end(answersAtMs) };
  const body = bytesOf(route.body ?? "");
  const head = { atMs: answersAtMs, bytes: headOf(route, body.length) };
  if (route.close === "headers") return { parts: [head], end: end(answersAtMs) };
  const bodyAtMs = answersAtMs + (route.bodyDelayMs ?? 0);
  if (route.dripMs !== undefined) {
    const drops = dripped(body, bodyAtMs, route.dripMs);
    return { parts: [head, ...drops], end: end(drops.at(-1)?.atMs ?? bodyAtMs) };
  }
  const sent = route.chunked === true ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  if (route.stallAfterBytes !== undefined)
    return { parts: [head, { atMs: bodyAtMs, bytes: body.slice(0, route.stallAfterBytes) }] };
  return { parts: [head, { atMs: bodyAtMs, bytes: sent }], end: end(bodyAtMs) };
}

function headOf(route: HttpRoute, bodyBytes: number): ByteString {
  const lines = [`HTTP/1.1 ${route.status ?? 200} X`];
  for (const { name, value = "" } of route.headers ?? []) lines.push(`${bytesOf(name)}: ${bytesOf(value)}`);
  const length = route.contentLength ?? bodyBytes;
  if (route.chunked === true) lines.push("Transfer-Encoding: chunked");
  else if (length >= 0) lines.push(`Content-Length: ${length}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Nobody reads more than this of a body (`httpExchange.ts`), so that the rest may come in one piece. */
const BYTES_THAT_MATTER = 10_240;

function dripped(body: ByteString, fromMs: number, dripMs: number): BodyPart[] {
  const parts: BodyPart[] = [];
  for (let index = 0; index < Math.min(body.length, BYTES_THAT_MATTER); index++)
    parts.push({ atMs: fromMs + (index + 1) * dripMs, bytes: body[index] as ByteString });
  const rest = body.slice(BYTES_THAT_MATTER);
  if (rest !== "") parts.push({ atMs: fromMs + body.length * dripMs, bytes: rest });
  return parts;
}
