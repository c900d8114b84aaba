import type { PlatformContext } from "../../../../model/platformContext.ts";
import type { RuleExample } from "../../rule.ts";

interface ExampleOptions extends PlatformContext {
  /** Default: one of one's own, in a container. */
  readonly model?: string;
  readonly behaviour?: string;
  readonly image?: string;
  /** Of a model: a probe of the runtime that serves its format `ranks`. */
  readonly runtime?: string;
}

/** An InferenceService in a Deployment; of its one container the fields, and those of the predictor beside it, as YAML. */
export function kserveExample(
  container: string,
  predictor = "",
  { model, behaviour, runtime, image = "registry.example/team/ranker:7", ...context }: ExampleOptions = {},
): RuleExample {
  const section =
    model === undefined
      ? `    containers:
      - name: kserve-container
        image: ${image}
        ports: [{ containerPort: 8080 }]
${indented(container, 8)}`
      : `    model:
      modelFormat: { name: ${model} }
${indented(container, 6)}`;
  return {
    manifest: `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: ranker
  annotations: { serving.kserve.io/deploymentMode: RawDeployment }
spec:
  predictor:
${indented(predictor, 4)}${section}${runtime === undefined ? "" : runtimeWith(runtime)}`,
    ...(behaviour === undefined ? {} : { behaviour }),
    context,
  };
}

function runtimeWith(probe: string): string {
  return `---
apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata: { name: ranks }
spec:
  supportedModelFormats: [{ name: ranks, autoSelect: true }]
  containers:
    - name: kserve-container
      image: registry.example/team/ranker:7
      ports: [{ containerPort: 8080 }]
      ${probe}
`;
}

/** Brings an agent into the pod. */
export const LOGGER = "logger: { mode: all, url: http://sink.example }";

/** Each line of a block by so many blanks; the block's own indentation is that of its first line. */
function indented(block: string, blanks: number): string {
  const lines = block.split("\n").filter((line) => line.trim() !== "");
  const own = /^ */.exec(lines[0] ?? "")?.[0].length ?? 0;
  return lines.map((line) => `${" ".repeat(blanks)}${line.slice(own)}\n`).join("");
}
