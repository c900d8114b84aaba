// A very small orchestrator: one container that is started and left alone, as Kubernetes 1.37 does it. What it does not
// know it says, so that nothing it answers is wrong:
//
//   probewise conformance --orchestrator "node properties/orchestrators/example/idle.mjs"

import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const scenario = JSON.parse(line);
  const unsupported = whatIsUnknown(scenario);
  const answer = unsupported === undefined ? { events: eventsOf(scenario) } : { unsupported };
  process.stdout.write(`${JSON.stringify({ id: scenario.id, ...answer })}\n`);
}

/** When the kubelet looks at its containers: at whole seconds of its own age. */
function relistAfter(t, { kubeletUpMs = 3_600_000 }) {
  return t + 1000 - ((t + kubeletUpMs) % 1000);
}

function timesOf({ pod, containers = {}, sandboxMs = 0 }) {
  const { createMs = 0, startMs = 0 } = containers[pod.spec.containers[0].name]?.instances[0] ?? {};
  const created = 1 + sandboxMs;
  return { sandbox: created, created: created + createMs, started: created + createMs + startMs };
}

function whatIsUnknown(scenario) {
  const { kubernetes = "1.37", pod, containers = {}, actions = [], services = [], syncUs = 1000 } = scenario;
  if (!kubernetes.startsWith("1.37")) return `Kubernetes ${kubernetes}`;
  if (pod === undefined || pod.spec.containers.length > 1 || pod.spec.initContainers) return "more than one container";
  const [{ name, startupProbe, livenessProbe, readinessProbe, lifecycle }] = pod.spec.containers;
  if (startupProbe ?? livenessProbe ?? readinessProbe ?? lifecycle) return "probes and hooks";
  if (containers[name]?.instances[0]?.exit ?? containers[name]?.clock) return "containers that end";
  if (pod.spec.readinessGates ?? scenario.gates) return "gates";
  if (actions.length > 0 || services.length > 0 || syncUs !== 1000) return "a world around the pod";
  const { sandbox, started } = timesOf(scenario);
  return relistAfter(sandbox - 1, scenario) <= started ? "a relist while the container starts" : undefined;
}

function eventsOf(scenario) {
  const { pod, untilMs, rand = 0, wallMs = 0 } = scenario;
  const [{ name }] = pod.spec.containers;
  const { sandbox, created, started } = timesOf(scenario);
  // The API keeps whole seconds of the wall clock.
  const second = (t) => Math.floor((t + wallMs) / 1000) * 1000 - wallMs;
  const condition = (t, reason, message) => ({ status: "False", since: second(t), reason, message });
  const unready = condition(1, "ContainersNotReady", `containers with unready status: [${name}]`);
  const isTrue = (t) => ({ status: "True", since: second(t) });
  const about = { kind: "event", type: "Normal", path: `spec.containers{${name}}` };
  const status = { kind: "status", src: "sync" };
  const waiting = { state: "waiting", reason: "ContainerCreating", started: false, ready: false, restarts: 0 };
  const running = { state: "running", started: true, ready: true, restarts: 0, n: 0, startedAt: second(started) };
  const image = pod.spec.containers[0].image ?? "example.com/image:1";
  const conditions = {
    PodReadyToStartContainers: condition(1, "PodSandboxNotReady", "no pod sandbox exists"),
    ...{ Initialized: isTrue(1), PodScheduled: isTrue(1), ContainersReady: unready, Ready: unready },
  };
  const ready = { ContainersReady: isTrue(started + 1), Ready: isTrue(started + 1) };
  const events = [
    { t: 0, kind: "sync", fn: "SyncPod" },
    { t: 1, ...status, phase: "Pending", conditions, containers: { [name]: waiting } },
    { t: 1, kind: "sandboxRun", end: sandbox },
    { t: 1, kind: "patch" },
    {
      t: sandbox,
      ...about,
      reason: "Pulled",
      message: `Container image "${image}" already present on machine and can be accessed by the pod`,
    },
    { t: sandbox, kind: "create", c: name, n: 0, end: created },
    { t: sandbox, ...status, conditions: { PodReadyToStartContainers: isTrue(sandbox) } },
    { t: sandbox, kind: "patch" },
    { t: created, ...about, reason: "Created", message: "Container created" },
    { t: started, kind: "start", c: name, n: 0 },
    { t: started, ...about, reason: "Started", message: "Container started" },
    { t: started, kind: "sync", fn: "SyncPod" },
    { t: started + 1, ...status, phase: "Running", conditions: ready, containers: { [name]: running } },
    { t: started + 1, kind: "patch" },
  ];
  // From then on the pod is looked at once a minute or so, at the kubelet's next tick.
  const resyncMs = 60_000 * (1 + rand / 2);
  for (let t = started; (t = relistAfter(t + resyncMs, scenario)) <= untilMs; )
    events.push({ t, kind: "sync", fn: "SyncPod" });
  return events;
}
