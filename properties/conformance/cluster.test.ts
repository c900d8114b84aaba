import { describeConformance } from "./describeConformance.ts";

describeConformance("cluster", {
  // Six are not reached. Run again, the real controllers give our outcome in three of them, too: they have more than were recorded.
  reachedShare: 0.85,
});
