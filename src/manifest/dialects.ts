import type { DialectName } from "../model/dialect.ts";
import type { Dialect } from "./dialect.ts";
import { EAS } from "./eas/readEasService.ts";
import { FOUNDRY } from "./foundry/readFoundryModule.ts";
import { KNATIVE } from "./knative/readKnativeObject.ts";
import { KSERVE } from "./kserve/readKserveObject.ts";
import { readKubernetesObject } from "./kubernetes/readKubernetesObject.ts";

/** All dialects. One more is a name in `src/model/dialect.ts`, an entry here, and a folder of its own. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  kubernetes: {
    title: "Kubernetes",
    apiGroups: [],
    signOf: () => undefined,
    read: readKubernetesObject,
  },
  eas: EAS,
  kserve: KSERVE,
  knative: KNATIVE,
  foundry: FOUNDRY,
};
