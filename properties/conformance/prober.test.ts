import { describeConformance } from "./describeConformance.ts";

describeConformance("prober");
