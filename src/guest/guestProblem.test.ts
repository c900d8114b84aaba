import { expect, test } from "vitest";
import { guestProblem } from "./guestProblem.ts";

const READINESS = JSON.stringify({ tcpSocket: { host: "127.0.0.1", port: 8080 } });
const QUEUE = { name: "queue-proxy", env: [{ name: "SERVING_READINESS_PROBE", value: READINESS }] };
const APP = { name: "app", image: "registry.example/web:1" };
const guests = { app: () => ({}) };

test("code answers the kubelet, and not a container that asks in its place", () => {
  const podOf = (...containers: (typeof APP | typeof QUEUE)[]) => [
    { pod: { metadata: { name: "web" }, spec: { containers } }, containers: {} },
  ];
  expect(guestProblem(guests, podOf(APP))).toBeUndefined();
  expect(guestProblem(guests, podOf(APP, QUEUE))).toMatch(/^guests: queue-proxy asks app in the kubelet's place/);
  expect(guestProblem({ "queue-proxy": () => ({}) }, podOf(APP, QUEUE))).toBeUndefined();
});
