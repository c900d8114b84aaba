import type { LifecycleHandler } from "../../model/container.ts";
import type { InstanceBehaviour } from "../../model/scenario.ts";

/**
 * How long a relay that is to end waits for requests to stop coming: queue-proxy of every release, and KServe's agent. Read in their
 * sources (`knative/serving` pkg/queue/sharedmain, `knative/pkg` network/handlers/drain.go, `kserve` cmd/agent), not recorded.
 */
export const DRAIN_MS = 30_000;
/** A container that is restarted alone is not kept waiting: its hook has begun a drain that queue-proxy breaks off. */
export const BROKEN_OFF_DRAIN_MS = 1000;

/** What it does at SIGTERM, unless a scenario says so. */
export const DRAINS: Pick<InstanceBehaviour, "onTerm"> = { onTerm: { afterMs: DRAIN_MS, code: 0 } };

const DRAIN_PATH = "/wait-for-drain";
const ADMIN_PORT = 8022;

/** Whether a hook is the one that Knative gives the containers of a revision: it waits for queue-proxy. */
export function isDrainHook({ httpGet }: LifecycleHandler): boolean {
  return httpGet?.path === DRAIN_PATH && httpGet.port === ADMIN_PORT;
}
