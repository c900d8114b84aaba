import { describeConformance } from "./describeConformance.ts";

describeConformance("cluster", {
  // A ReplicaSet of 1.34 tells of its available pod in the next sync but one here, one call (9 ms) late: not understood.
  knownMisses: ["1.34.4 rollout-1045"],
  // Six are not reached. Run again, the real controllers give our outcome in three of them, too: they have more than were recorded.
  reachedShare: 0.85,
});
