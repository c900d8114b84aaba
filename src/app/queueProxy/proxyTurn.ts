/** What a proxy looks at in a request to its port. */
export interface ProxyRequest {
  readonly userAgent: string;
  /** Header `K-Network-Probe`; empty where there is none. */
  readonly networkProbe: string;
  /** Header `K-Kubelet-Probe`; empty where there is none. */
  readonly kubeletProbe?: string;
}

/**
 * Whose turn it is.
 * - `check`: the containers are asked, and what they say is the answer: 200 `queue`, or 503
 * - `proxy`: the application gets the request
 */
export type ProxyTurn = "check" | "proxy" | { readonly status: number; readonly body: string };

const HEALTH_CHECKERS = ["kube-probe/", "Knative-Activator-Probe"];
const OWN_NAME = "queue";

export const PASSED = { status: 200, body: OWN_NAME } as const;
export const FAILED = { status: 503, body: "" } as const;

/** Who asks decides, not what he asks for: any path will do. queue-proxy and KServe's agent have this in common. [kserve/agent http] */
export function proxyTurn(
  { userAgent, networkProbe, kubeletProbe = "" }: ProxyRequest,
  isDraining: boolean,
): ProxyTurn {
  const isHealthCheck = kubeletProbe !== "" || HEALTH_CHECKERS.some((prefix) => userAgent.startsWith(prefix));
  if (!isHealthCheck) return "proxy";
  if (isDraining) return { status: 503, body: "shutting down" };
  if (networkProbe === OWN_NAME) return "check";
  return { status: 400, body: `unexpected probe header value: ${networkProbe}` };
}
