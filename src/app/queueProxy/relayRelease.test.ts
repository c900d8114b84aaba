import { expect, test } from "vitest";
import { relayRelease } from "./relayRelease.ts";

test.each([
  ["gcr.io/knative-releases/knative.dev/serving/cmd/queue:v1.18.0", 18],
  ["registry.example/mirror/queue:v1.12.3@sha256:00", 12],
  ["kserve/agent:v0.14.1", 15],
  ["registry.example/kserve/agent:v0.20.0", 21],
  ["kserve/agent:v0.12.0", 12],
])("the image %s holds the library of 1.%s", (image, minor) => {
  expect(relayRelease({ name: "relay", image })).toEqual({ minor });
});

test.each(["gcr.io/knative-releases/knative.dev/serving/cmd/queue@sha256:00", "kserve/agent:latest", "web:v1.18", ""])(
  "the image %j does not say which",
  (image) => {
    expect(relayRelease({ name: "relay", image })).toBeUndefined();
  },
);
