import type { Arrival } from "../clients/httpClient.ts";
import type { Network } from "../backends/network.ts";

/** What queue-proxy's client finds at an instant, in ms of whatever clock the caller has; asked anew for each connection. */
export type Reach = (atMs: number) => Network;

/** A request as a server of the application sees it. */
export interface InnerRequest {
  readonly method: "GET" | "OPTIONS";
  readonly arrival: Arrival;
}

/** What one attempt of queue-proxy at a container comes to. */
export interface InnerAnswer {
  /** Why it failed, in the words of the library; absent: it passed. */
  readonly error?: string;
  readonly ms: number;
}
