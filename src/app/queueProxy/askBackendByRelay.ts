import type { AskBackend } from "../backends/askBackend.ts";
import { askProbe } from "./queueProbe.ts";
import type { QueueProxyRelease } from "./queueProxyRelease.ts";
import { askedPort } from "./relay.ts";

const LOCAL_ADDRESS = "127.0.0.1";

/** Asks a backend as queue-proxy does: over the pod's own loopback address, with its own client. */
export function askBackendByRelay(release: QueueProxyRelease, detectsHttp2: boolean): AskBackend {
  return (probe, _context, backend, answerMs) => {
    if ("exec" in backend) return { outcome: "fail", ms: 0, output: "exec probe not supported" };
    const { server, elsewhere = [] } = backend;
    const listeners = [{ ...server, port: askedPort(probe) }, ...elsewhere].map((listener) => ({
      ...listener,
      ip: LOCAL_ADDRESS,
    }));
    const network = { listeners, names: { localhost: LOCAL_ADDRESS }, clientAddress: `${LOCAL_ADDRESS}:32768` };
    const timeoutMs = (probe.timeoutSeconds ?? 0) * 1000;
    const asking = { reach: () => network, release, detectsHttp2, answerMs };
    const { error, ms } = askProbe(probe, 0, timeoutMs, asking);
    if (error === undefined) return { outcome: "ok", ms, output: "" };
    return { outcome: timeoutMs > 0 && ms >= timeoutMs ? "timeout" : "fail", ms, output: error };
  };
}
