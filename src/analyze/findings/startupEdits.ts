import type { Finding } from "../../model/finding.ts";
import type { JsonValue } from "../../model/json.ts";
import type { Probe } from "../../model/probe.ts";
import type { ProbeSubject } from "./workloadSubject.ts";

/** A startup probe that asks what another probe asks; delays of the other probes, which it makes needless, go. */
export function startupEdits(
  { probe, path, container }: ProbeSubject,
  numbers: Pick<Probe, "periodSeconds" | "failureThreshold">,
): NonNullable<Finding["fix"]>["edits"] {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  // An attempt ends before the next one is due.
  const longest = (numbers.periodSeconds ?? 10) - 1;
  const timeoutSeconds = probe.timeoutSeconds && Math.max(1, Math.min(probe.timeoutSeconds, longest));
  const startup = JSON.parse(
    JSON.stringify({ exec, httpGet, tcpSocket, grpc, timeoutSeconds, ...numbers }),
  ) as JsonValue;
  return [
    { path: path.replace(/(?:liveness|readiness)(?=\w*$)/, "startup"), value: startup },
    ...container.probes
      .filter(({ initialDelaySeconds }) => initialDelaySeconds > 0)
      .map((other) => ({ path: `${other.path}.initialDelaySeconds`, value: null })),
  ];
}
