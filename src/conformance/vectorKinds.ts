import {
  execClientVectors,
  grpcClientVectors,
  httpClientVectors,
  newClientVectors,
  tcpClientVectors,
} from "./backendsVectors.ts";
import { backoffOperationVectors, backoffSeriesVectors } from "./backoffVectors.ts";
import { clusterVectors } from "./clusterVectors.ts";
import { corpusApiVectors } from "./corpusApiVectors.ts";
import { corpusDialectsVectors } from "./corpusDialectsVectors.ts";
import { podConditionVectors, sandboxConditionVectors } from "./conditionsVectors.ts";
import { defaultsVectors } from "./defaultsVectors.ts";
import { proxyVectors, serviceEndpointVectors } from "./endpointsVectors.ts";
import { containerRestartVectors, podRestartVectors } from "./restartVectors.ts";
import { deploymentVectors } from "./rolloutVectors.ts";
import {
  podValidationVectors,
  serviceValidationVectors,
  strictVectors,
  workloadValidationVectors,
} from "./validationVectors.ts";
import { knativeAdmissionVectors, knativeDeploymentVectors } from "./knativeVectors.ts";
import { kserveAgentVectors } from "./kserveAgentVectors.ts";
import { kservePodVectors } from "./kservePodVectors.ts";
import { kserveValidationVectors } from "./kserveValidationVectors.ts";
import { kubeletVectors } from "./kubeletVectors.ts";
import { queueProbeVectors } from "./queueProbeVectors.ts";
import { proberVectors } from "./proberVectors.ts";
import type { VectorKind } from "./vectorKind.ts";

/** All kinds of vectors that the engine is compared with. */
export const VECTOR_KINDS: readonly VectorKind[] = [
  proberVectors,
  kubeletVectors,
  clusterVectors,
  podValidationVectors,
  serviceValidationVectors,
  workloadValidationVectors,
  strictVectors,
  defaultsVectors,
  podConditionVectors,
  sandboxConditionVectors,
  containerRestartVectors,
  podRestartVectors,
  serviceEndpointVectors,
  proxyVectors,
  backoffOperationVectors,
  backoffSeriesVectors,
  deploymentVectors,
  httpClientVectors,
  tcpClientVectors,
  newClientVectors,
  grpcClientVectors,
  execClientVectors,
  knativeAdmissionVectors,
  knativeDeploymentVectors,
  queueProbeVectors,
  kserveValidationVectors,
  kservePodVectors,
  kserveAgentVectors,
  corpusApiVectors,
  corpusDialectsVectors,
];
