import { VECTOR_KINDS } from "../src/conformance/vectorKinds.ts";
import type { VectorKind } from "../src/conformance/vectorKind.ts";
import type { KubernetesVersion } from "../src/model/kubernetesVersion.ts";
import { parseKubernetesVersion } from "../src/model/kubernetesVersion.ts";
import { MUTANTS } from "../properties/mutants/mutants.ts";
import { mutatedKinds } from "../properties/mutants/mutate.ts";
import type { ShippedVector } from "../properties/mutants/shippedVectors.ts";
import { shippedVectors } from "../properties/mutants/shippedVectors.ts";

// Runs every mutant against the vector that should find it out: one line each, `{rule, right, wrong}`, whether the vector
// matches with the model as it is and with the change. Node loads the changed models itself: node scripts/runMutants.ts

function matches(kinds: readonly VectorKind[], { value, line, release }: ShippedVector): boolean {
  const kind = kinds.find(({ recognises }) => recognises(value));
  if (kind === undefined) throw new Error("no family knows the vector");
  const expected = value["expected"];
  const version = parseKubernetesVersion(release) as KubernetesVersion;
  return kind.compare({ id: "", value, line, ...(expected !== undefined && { expected }) }, version).matched;
}

const vectors = new Map(shippedVectors().map((vector) => [vector.name, vector]));
for (const mutant of MUTANTS) {
  const vector = vectors.get(mutant.caughtBy);
  if (vector === undefined) throw new Error(`no vector that ships is called ${mutant.caughtBy}`);
  const wrong = matches(await mutatedKinds(mutant), vector);
  process.stdout.write(`${JSON.stringify({ rule: mutant.rule, right: matches(VECTOR_KINDS, vector), wrong })}\n`);
}
