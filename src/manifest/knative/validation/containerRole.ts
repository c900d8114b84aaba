/** What a container is to Knative: which names are reserved in it and how it is checked. */
export type ContainerRole = "serving" | "sidecar" | "init";
