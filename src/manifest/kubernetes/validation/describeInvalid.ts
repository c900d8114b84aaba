import { quoteGoString } from "../../../model/quoteGoString.ts";

export interface InvalidDescription {
  /** Text of the API error (`apierrors.NewInvalid`). */
  readonly message: string;
  /** What `kubectl create -f` prints, with the line end. */
  readonly kubectl: string;
}

/**
 * The texts of a refused object.
 * @param kind Go's `GroupKind` text: `Pod`, `Service`, but `Deployment.apps`, `CronJob.batch`
 * @param name the object's name; of one with generateName the generated name
 * @param errors the formatted field errors in order, at least one
 */
export function describeInvalid(kind: string, name: string, errors: readonly string[]): InvalidDescription {
  const quotedName = quoteGoString(name);
  const distinct = [...new Set(errors)];
  const [first = ""] = distinct;
  const bareKind = kind.split(".", 1)[0] ?? kind;
  const lead = `The ${bareKind} ${quotedName} is invalid: `;
  return {
    message: `${kind} ${quotedName} is invalid: ${distinct.length === 1 ? first : `[${distinct.join(", ")}]`}`,
    kubectl:
      distinct.length === 1 ? `${lead}${first}\n` : `${lead}\n${distinct.map((error) => `* ${error}\n`).join("")}`,
  };
}
