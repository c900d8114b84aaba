import type { JsonObject } from "../../../model/json.ts";
import { optionalString, stringField } from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import { duplicate, forbidden, invalid, required } from "./fieldErrors.ts";
import type { GoField } from "./goStruct.ts";
import { printGoStruct } from "./goStruct.ts";
import { isDNS1123Label, nameIsDNSSubdomain } from "./names.ts";

const CLAIM_FIELDS: readonly GoField[] = [
  { name: "Name", key: "name", type: "string" },
  { name: "ResourceClaimName", key: "resourceClaimName", type: "*string" },
  { name: "ResourceClaimTemplateName", key: "resourceClaimTemplateName", type: "*string" },
];

/**
 * `spec.resourceClaims`.
 * @param podAnnotations of a pod; empty for a template
 */
export function validatePodResourceClaims(
  claims: readonly JsonObject[],
  podAnnotations: Readonly<Record<string, string>>,
  path: string,
): FieldError[] {
  // The path of this error is one without a name, which Go prints like an index.
  if (podAnnotations["kubernetes.io/config.mirror"] !== undefined) {
    return claims.map(() => forbidden("[]", "static pods do not support resource claims"));
  }
  const seen = new Set<string>();
  return claims.flatMap((claim, index) => [
    ...validateClaimName(stringField(claim, "name"), `${path}[${index}].name`, seen),
    ...validateClaimReference(claim, `${path}[${index}]`),
  ]);
}

function validateClaimName(name: string, path: string, seen: Set<string>): FieldError[] {
  if (name === "") return [required(path)];
  if (seen.has(name)) return [duplicate(path, name)];
  seen.add(name);
  return isDNS1123Label(name).map((problem) => invalid(path, name, problem));
}

function validateClaimReference(claim: JsonObject, path: string): FieldError[] {
  const fields = ["resourceClaimName", "resourceClaimTemplateName"] as const;
  const given = fields.filter((field) => optionalString(claim, field) !== undefined);
  const printed = printGoStruct(claim, "core.PodResourceClaim", CLAIM_FIELDS);
  const both = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified";
  const none = "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`";
  return [
    ...(given.length === 2 ? [invalid(path, printed, both)] : []),
    ...(given.length === 0 ? [invalid(path, printed, none)] : []),
    ...given.flatMap((field) => {
      const name = optionalString(claim, field) ?? "";
      return nameIsDNSSubdomain(name, false).map((problem) => invalid(`${path}.${field}`, name, problem));
    }),
  ];
}
