import type { JsonObject } from "../../../../model/json.ts";
import type { RuleExample } from "../../rule.ts";

/** A service.json with one container on port 8000; its fields, and those of the whole beside it. */
export function easExample(container: JsonObject, more: JsonObject = {}): RuleExample {
  const service = {
    metadata: { name: "ranker", instance: 1 },
    cloud: { computing: { instance_type: "ecs.c7.large" } },
    containers: [{ image: "registry-vpc.example/team/ranker:7", port: 8000, ...container }],
    ...more,
  };
  return { file: "service.json", manifest: `${JSON.stringify(service, null, 2)}\n` };
}

/** A check of the container's port; further keys beside the handler. */
export function tcpCheck(more: JsonObject = {}): JsonObject {
  return { tcp_socket: { port: 8000 }, ...more };
}
