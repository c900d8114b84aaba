/** What KServe's controller tells its pod webhook, and users tell both. */
export const INTERNAL = "internal.serving.kserve.io";
export const SOURCE_URI = `${INTERNAL}/storage-initializer-sourceuri`;
export const INJECT_LOGGER = `${INTERNAL}/logger`;
export const INJECT_BATCHER = `${INTERNAL}/batcher`;
export const INJECT_PULLER = `${INTERNAL}/agent`;
export const SERVICE_LABEL = "serving.kserve.io/inferenceservice";
export const STOP = "serving.kserve.io/stop";
