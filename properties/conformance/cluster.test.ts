import { describeConformance } from "./describeConformance.ts";

/*
 * Of the raced vectors one is not reached: 1.37 endpoints-1047, where three runs gave three phases of one readiness worker, and ours
 * is a fourth. The others come out as recorded, five of them only with another order at named ties.
 */
describeConformance("cluster");
