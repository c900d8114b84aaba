import type { Probe, ProbeType } from "./probe.ts";
import type { AppPart } from "./scenario.ts";

/** Whether a probe asks this part of an app. */
export function asksPart(part: AppPart, probe: Probe, type: ProbeType): boolean {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  const path = httpGet === undefined ? undefined : httpGet.path || "/";
  const port = (httpGet ?? tcpSocket ?? grpc)?.port;
  const service = grpc === undefined ? undefined : (grpc.service ?? "");
  return (
    (part.probe === undefined || part.probe === type) &&
    (part.path === undefined || part.path === path) &&
    (part.port === undefined || `${part.port}` === `${port}`) &&
    (part.service === undefined || part.service === service) &&
    (part.command === undefined || part.command === exec?.command?.join(" "))
  );
}
