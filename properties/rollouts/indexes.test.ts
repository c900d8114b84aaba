import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Pod, Service } from "../../src/cluster/api/objects.ts";
import { matchesSelector } from "../../src/model/labelSelector.ts";
import { isPodActive, isPodReady, isPodTerminating, readyCondition } from "../../src/cluster/api/podFacts.ts";
import type { ClusterWorld } from "../../src/cluster/clusterWorld.ts";
import type { ControllerState } from "../../src/cluster/control/controller.ts";
import { CONTROLLER_NAMES } from "../../src/cluster/control/controllerName.ts";
import { ownedPods } from "../../src/cluster/control/podsByOwner.ts";
import { sliceDraftOf } from "../../src/cluster/endpoints/endpointGroups.ts";
import type { EndpointSettings } from "../../src/cluster/endpoints/endpointPod.ts";
import { endpointRules } from "../../src/cluster/endpoints/endpointPod.ts";
import { endpointPodOf } from "../../src/cluster/endpoints/endpointPods.ts";
import { lookAtEndpoints } from "../../src/cluster/endpoints/endpointsController.ts";
import { lookAtEndpointSlices } from "../../src/cluster/endpoints/endpointSliceController.ts";
import { addressBookOf, legacyEndpointsOf } from "../../src/cluster/endpoints/legacyEndpoints.ts";
import { reconcileEndpointSlices } from "../../src/cluster/endpoints/reconcileEndpointSlices.ts";
import { selectedCounts } from "../../src/cluster/replicaset/podCounts.ts";
import { advance, createWorld } from "../../src/world.ts";
import { drawnCluster } from "./drawnCluster.ts";

// What controllers keep in step with what they hear is what they would find if they went through all that they have heard.

const STEP_MS = 1_700;

function watch(look: (cluster: ClusterWorld) => number): void {
  let looks = 0;
  fc.assert(
    fc.property(drawnCluster, (scenario) => {
      const world = createWorld(scenario, "none");
      for (let t = 0; t <= scenario.untilMs; t += STEP_MS) {
        advance(world, t);
        looks += look(world.cluster as ClusterWorld);
      }
    }),
    { numRuns: 60 },
  );
  expect(looks).toBeGreaterThan(1000);
}

function byNumber({ caches }: ControllerState): readonly Pod[] {
  return [...caches.pods.values()].sort((a, b) => a.number - b.number);
}

function ownersOf(controller: ControllerState): ReadonlyMap<string, readonly Pod[]> {
  return Map.groupBy(
    byNumber(controller).filter(({ metadata }) => metadata.owner !== undefined),
    ({ metadata }) => metadata.owner?.uid ?? "",
  );
}

test("pods by owner", () => {
  watch(({ plane }) => {
    let pods = 0;
    for (const name of CONTROLLER_NAMES) {
      const controller = plane.controllers[name];
      const owners = ownersOf(controller);
      expect([...controller.podsByOwner.keys()].sort()).toEqual([...owners.keys()].sort());
      for (const [uid, owned] of owners) {
        expect(ownedPods(controller, uid)).toEqual(owned);
        pods += owned.length;
      }
    }
    return pods;
  });
});

test("counts of a ReplicaSet's pods", () => {
  watch(({ plane }) => {
    const controller = plane.controllers.replicaset;
    let counted = 0;
    for (const { metadata, spec } of controller.caches.replicasets.values()) {
      const pods = (ownersOf(controller).get(metadata.uid) ?? []).filter((pod) =>
        matchesSelector(spec.selector, pod.metadata.labels),
      );
      const active = pods.filter(isPodActive);
      const ready = active.filter(isPodReady);
      const counts = selectedCounts(controller.podCounts, metadata.uid, spec.selector);
      expect(counts).toEqual({
        active: active.length,
        terminating: pods.filter(isPodTerminating).length,
        readySince: new Map(
          [...Map.groupBy(ready, (pod) => readyCondition(pod)?.sinceMs)].map(([sinceMs, { length }]) => [
            sinceMs,
            length,
          ]),
        ),
      });
      counted += active.length;
    }
    return counted;
  });
});

function settingsOf({ zones, engine }: ClusterWorld, service: Service): EndpointSettings {
  return { service, zones, rules: endpointRules(engine.profile.version) };
}

test("what slices a service is to have", () => {
  watch((cluster) => {
    const controller = cluster.plane.controllers.endpointslice;
    const pods = byNumber(controller).map((pod) => endpointPodOf(cluster, pod));
    let compared = 0;
    for (const [key, service] of controller.caches.services) {
      const look = lookAtEndpointSlices(cluster, controller, key);
      if (typeof look === "string") continue;
      const draft = sliceDraftOf(settingsOf(cluster, service), pods);
      const existing = look.slices.map(({ content }) => content);
      expect(look.writes).toEqual(reconcileEndpointSlices(service, draft, existing));
      compared += existing.reduce((sum, { endpoints }) => sum + endpoints.length, 0);
    }
    return compared;
  });
});

test("what addresses a service is to have", () => {
  watch((cluster) => {
    const controller = cluster.plane.controllers.endpoint;
    const pods = byNumber(controller).map((pod) => endpointPodOf(cluster, pod));
    let compared = 0;
    for (const [key, service] of controller.caches.services) {
      const look = lookAtEndpoints(cluster, controller, key);
      const known = controller.caches.endpoints.get(key)?.content;
      const wanted = legacyEndpointsOf(service, addressBookOf(settingsOf(cluster, service), pods));
      if (look === "failed") continue;
      expect(look === "done" ? known : look.wanted).toEqual(wanted);
      compared += wanted?.subsets.length ?? 0;
    }
    return compared;
  });
});
