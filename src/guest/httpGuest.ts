import type { ByteString } from "../app/clients/byteString.ts";
import { bytesOf } from "../app/clients/byteString.ts";
import { hostnameOf } from "../app/clients/goUrl.ts";
import type { BodyPart, HttpAnswer, HttpReply } from "../app/clients/httpAnswer.ts";
import { SILENCE } from "../app/clients/httpAnswer.ts";
import type { HttpExchange } from "../app/clients/httpExchange.ts";
import { continueExchange, isExchange, startExchange } from "../app/clients/httpExchange.ts";
import type { HttpRequest, SentRequest } from "../app/clients/httpRequest.ts";
import { sentRequest } from "../app/clients/httpRequest.ts";
import type { ProbeAnswer } from "../app/clients/probeAnswer.ts";
import { attemptOf } from "../app/clients/probeAnswer.ts";
import type { GuestApp, GuestHttpAnswer } from "./guest.ts";
import type { GuestCall } from "./guestCall.ts";
import { askGuest, isOver } from "./guestCall.ts";

type HttpGuest = NonNullable<GuestApp["http"]>;

/** Puts the requests of one attempt to a guest, one after the other as the kubelet's client sends them. */
export function askHttpGuest(call: GuestCall, ask: HttpGuest, { request, sent }: PreparedRequest): void {
  const first = startExchange(request, call.question.plan.timeoutMs);
  const send = (next: HttpRequest): SentRequest => (next === request ? sent : sentRequest(next));
  goOn(call, (next) => ask(send(next), call.attempt), first);
}

/** The first request of a probe's attempts, which is the same each time; guests may know it by its identity. */
export interface PreparedRequest {
  readonly request: HttpRequest;
  readonly sent: SentRequest;
}

type Ask = (request: HttpRequest) => ReturnType<HttpGuest>;

function goOn(call: GuestCall, ask: Ask, next: HttpExchange | ProbeAnswer): void {
  if (!isExchange(next)) {
    call.result = attemptOf(next);
    return;
  }
  const exchange = next;
  const sentAtMs = call.clock.nowMs();
  call.giveUp = () => givenUp(exchange, SILENCE);
  askGuest(
    call,
    () => ask(exchange.request),
    (answer) => {
      const headersAtMs = call.clock.nowMs() - sentAtMs;
      const take = (reply: HttpReply): void => goOn(call, ask, continueExchange(exchange, reply));
      if (answer.status === 0) return take({ atMs: headersAtMs, error: refusal(exchange.request) });
      const head = headOf(answer, headersAtMs);
      if (answer.body === null || answer.body === undefined) return take(head);
      if (typeof answer.body === "string") {
        return take({ ...head, body: [{ atMs: headersAtMs, bytes: bytesOf(answer.body) }] });
      }
      call.giveUp = () => givenUp(exchange, { ...head, bodyEndsAtMs: Infinity });
      const stream = answer.body;
      askGuest(
        call,
        () => readBody(call, stream, sentAtMs),
        (body) => take({ ...head, ...body }),
      );
    },
  );
}

function givenUp(exchange: HttpExchange, reply: HttpReply): ReturnType<typeof attemptOf> {
  const end = continueExchange(exchange, reply);
  return attemptOf(isExchange(end) ? (continueExchange(end, SILENCE) as ProbeAnswer) : end);
}

function headOf({ status, headers = [] }: GuestHttpAnswer, headersAtMs: number): HttpAnswer {
  if (!(Number.isInteger(status) && status >= 200 && status <= 999))
    throw new RangeError(`an HTTP answer has a status of 200 to 999, or 0 where nothing listens: ${status}`);
  const read: [ByteString, ByteString][] = [];
  // Of all headers only a redirect's are looked at, and looking takes as long as half a call.
  if (status >= 300 && status < 400) for (const [name, value] of headers) read.push([bytesOf(name), value]);
  return { status, headers: read, headersAtMs, body: [], bodyEndsAtMs: headersAtMs, contentLength: -1 };
}

/** More of a body is neither awaited nor missed. [`continueExchange`] */
const MAX_BODY_BYTES = 10_240;

async function readBody(
  call: GuestCall,
  stream: ReadableStream<Uint8Array>,
  sentAtMs: number,
): Promise<Pick<HttpAnswer, "body" | "bodyEndsAtMs" | "bodyError">> {
  const body: BodyPart[] = [];
  let length = 0;
  const now = (): number => call.clock.nowMs() - sentAtMs;
  const reader = stream.getReader();
  try {
    while (length < MAX_BODY_BYTES && !isOver(call)) {
      const { done, value } = await reader.read();
      if (done) return { body, bodyEndsAtMs: now() };
      length += value.length;
      body.push({ atMs: now(), bytes: byteString(value) });
    }
  } catch {
    return { body, bodyEndsAtMs: now(), bodyError: "unexpected EOF" };
  }
  void reader.cancel().catch(() => undefined);
  return { body, bodyEndsAtMs: now() };
}

function byteString(bytes: Uint8Array): ByteString {
  let text = "";
  for (const byte of bytes.subarray(0, MAX_BODY_BYTES)) text += String.fromCharCode(byte);
  return text;
}

/** As Go's dialer puts it. [backends http/closed-port] */
function refusal({ url }: HttpRequest): ByteString {
  const hasPort = /:[0-9]+$/.test(url.host);
  const address = hasPort ? url.host : `${hostnameOf(url)}:${url.scheme === "https" ? 443 : 80}`;
  return `dial tcp ${address}: connect: connection refused`;
}
