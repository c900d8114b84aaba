/** Fields that KServe's texts speak of without naming their path. */
const SUBJECTS: readonly (readonly [pattern: RegExp, path: string])[] = [
  [/name must consist of/, "metadata.name"],
  [/autoscaler/, "metadata.annotations[serving.kserve.io/autoscalerClass]"],
  [/'name' field/, "spec.predictor.model.name"],
  [/MinReplicas/i, "spec.predictor.minReplicas"],
  [/MaxReplicas/i, "spec.predictor.maxReplicas"],
  [/parallelism/i, "spec.predictor.containerConcurrency"],
  [/logger/i, "spec.predictor.logger"],
  [/supported metric|target (utilization|memory|for rps)/i, "spec.predictor.scaleMetric"],
  [/workerSpec|multinode/i, "spec.predictor.workerSpec"],
  [/storage ?ur[il]|storage path/i, "spec.predictor.model.storageUri"],
  [/runtime/i, "spec.predictor.model"],
  [/canary/, "spec.canary"],
  [/in TransformerSpec/, "spec.transformer"],
  [/in ExplainerSpec/, "spec.explainer"],
];

/** The place in an InferenceService that a refusal is about, as near as its words tell. */
export function refusalPath(message: string, otherwise = "spec.predictor"): string {
  const ofTemplate = /\bspec\.template\.spec\.(containers\[\d+\][\w.[\]]*)/.exec(message)?.[1];
  if (ofTemplate !== undefined) return `${otherwise}.${ofTemplate}`;
  return SUBJECTS.find(([pattern]) => pattern.test(message))?.[1] ?? otherwise;
}
