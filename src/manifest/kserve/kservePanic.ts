/** Thrown where KServe's own code panics; its webhooks answer `panic: TEXT [recovered]`. */
export class KservePanic extends Error {}

/** Taking the first of an empty Go slice. */
export function indexOutOfRange(): never {
  throw new KservePanic("runtime error: index out of range [0] with length 0");
}

/** Reading through a nil pointer. */
export function nilPointer(): never {
  throw new KservePanic("runtime error: invalid memory address or nil pointer dereference");
}
