import { expect, test } from "vitest";
import type { HttpReply } from "./httpAnswer.ts";
import { SILENCE, httpAnswer } from "./httpAnswer.ts";
import { continueExchange, isExchange, startExchange } from "./httpExchange.ts";
import type { HttpRequest } from "./httpRequest.ts";
import { buildHttpRequest, sentRequest } from "./httpRequest.ts";
import type { ProbeAnswer } from "./probeAnswer.ts";
import { attemptOf } from "./probeAnswer.ts";

const context = { container: {}, podIp: "10.0.0.1", version: { minor: 36, patch: 3 } };

function requestTo(path: string): HttpRequest {
  return buildHttpRequest({ port: 80, path }, context) as HttpRequest;
}

/** The attempt that gets these replies, one after the other. */
function exchange(replies: readonly HttpReply[], timeoutMs = 1000): ProbeAnswer {
  let next = startExchange(requestTo("/"), timeoutMs);
  for (const reply of replies) {
    if (!isExchange(next)) break;
    next = continueExchange(next, reply);
  }
  return next as ProbeAnswer;
}

const ok = httpAnswer({ status: 200, headersAtMs: 5, body: "fine", bodyEndsAtMs: 9 });

test("the request says where it goes and has its headers in the order in which they are sent", () => {
  expect(sentRequest(requestTo("/health?deep=1#part"))).toEqual({
    method: "GET",
    url: "http://10.0.0.1:80/health?deep=1",
    target: "/health?deep=1",
    host: "10.0.0.1:80",
    headers: [
      ["Host", "10.0.0.1:80"],
      ["User-Agent", "kube-probe/1.36"],
      ["Accept", "*/*"],
      ["Connection", "close"],
    ],
  });
});

test("an answer lasts until its body is there", () => {
  expect(attemptOf(exchange([ok]))).toEqual({ outcome: "ok", ms: 9, output: "fine" });
});

test("no answer within the timeout is a failure, a body that stalls is an error whatever its status", () => {
  const url = 'Get "http://10.0.0.1:80/": ';
  const late = `${url}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  expect(attemptOf(exchange([SILENCE]))).toEqual({ outcome: "timeout", ms: 1000, output: late });
  expect(attemptOf(exchange([{ ...ok, headersAtMs: 1000 }]))).toEqual({ outcome: "timeout", ms: 1000, output: late });
  for (const status of [200, 302, 503])
    expect(attemptOf(exchange([httpAnswer({ status, headersAtMs: 5, body: "b", bodyEndsAtMs: Infinity })]))).toEqual({
      outcome: "brokenAnswer",
      ms: 1000,
      output: "context deadline exceeded (Client.Timeout or context cancellation while reading body)",
    });
});

test("only the first 10240 bytes count: what comes after them is not awaited", () => {
  const body = "a".repeat(10_239) + "üz";
  const stalls = { ...httpAnswer({ status: 200, headersAtMs: 5, body, bodyEndsAtMs: Infinity }) };
  expect(attemptOf(exchange([stalls]))).toEqual({ outcome: "ok", ms: 5, output: `${"a".repeat(10_239)}\uFFFD` });
});

test("a redirect to the same host is followed within the same timeout; another host ends it with a warning", () => {
  const redirect = (location: string, headersAtMs: number) =>
    httpAnswer({ status: 302, headers: [["location", location]], headersAtMs, body: "gone" });
  expect(attemptOf(exchange([redirect("/b", 600), ok]))).toEqual({ outcome: "ok", ms: 609, output: "fine" });
  expect(attemptOf(exchange([redirect("//10.0.0.1:81/b", 600), { ...ok, headersAtMs: 400 }]))).toEqual({
    outcome: "timeout",
    ms: 1000,
    output: 'Get "http://10.0.0.1:81/b": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  });
  expect(attemptOf(exchange([redirect("http://elsewhere/", 600)]))).toEqual({
    outcome: "warning",
    ms: 600,
    output: "Probe terminated redirects, Response body: gone",
  });
  const loop = Array.from({ length: 12 }, () => redirect("/again", 1));
  expect(attemptOf(exchange(loop))).toEqual({
    outcome: "fail",
    ms: 10,
    output: 'Get "/again": stopped after 10 redirects',
  });
});
