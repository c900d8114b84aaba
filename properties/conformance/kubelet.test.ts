import { describeConformance } from "./describeConformance.ts";

describeConformance("kubelet");
