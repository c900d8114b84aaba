/** How Knative's activator asks queue-proxy of a pod that it does not know as healthy, read in `pkg/activator/net/revision_backends.go`. */
export const ACTIVATOR_PERIOD_MS = 200;
export const ACTIVATOR_TIMEOUT_MS = 300;

/** A check that queue-proxy has begun: who asks while it runs gets its outcome. */
export interface SharedCheck {
  readonly passed: boolean;
  readonly endsAtMs: number;
}

/**
 * When a request of the activator is first answered well; undefined: none is until `untilMs`. It asks at `fromMs`, when it hears of the
 * pod's address, and every 200 ms from then on; one that gets no answer in 300 ms is given up, and the tick that came meanwhile is made up for.
 * @param others when the kubelet asks, ascending: it begins checks, too
 */
export function activatorPassMs(
  fromMs: number,
  untilMs: number,
  others: readonly number[],
  begin: (atMs: number) => SharedCheck,
): number | undefined {
  let check: SharedCheck | undefined;
  const join = (atMs: number): SharedCheck => {
    if (check === undefined || check.endsAtMs <= atMs) check = begin(atMs);
    return check;
  };
  let next = 0;
  for (let atMs = fromMs; atMs < untilMs; ) {
    for (; next < others.length && (others[next] as number) <= atMs; next++) join(others[next] as number);
    const { passed, endsAtMs } = join(atMs);
    const isInTime = endsAtMs - atMs < ACTIVATOR_TIMEOUT_MS;
    if (passed && isInTime) return endsAtMs;
    const endMs = isInTime ? endsAtMs : atMs + ACTIVATOR_TIMEOUT_MS;
    const tickMs = fromMs + (Math.floor((atMs - fromMs) / ACTIVATOR_PERIOD_MS) + 1) * ACTIVATOR_PERIOD_MS;
    atMs = Math.max(tickMs, endMs);
  }
  return undefined;
}
