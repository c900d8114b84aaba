import type { ManifestFile, ReadManifestOptions } from "../manifest/readManifest.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";

/** One recorded vector, as it counts for one release. */
export interface Vector {
  readonly id: string;
  /** The whole line of the file, parsed. */
  readonly value: JsonObject;
  /** The line itself, for what parsing loses: numbers beyond 2^53. */
  readonly line: string;
  /** `expected` of a function vector: that of the release's difference file, where it has one. Absent where a vector holds its outcome otherwise. */
  readonly expected?: JsonValue;
  /** The manifest that the vector is about; of kinds that have `manifests`. */
  readonly manifest?: ManifestFile;
}

/** The first thing that differs. */
export interface Difference {
  /** Where: a path in the outcome (`endpointSlices[0].ports`), or an instant and a place in a trace. */
  readonly at: string;
  /** Absent: nothing was expected there. */
  readonly expected?: JsonValue;
  /** Absent: nothing came. */
  readonly got?: JsonValue;
}

export interface Comparison {
  /** Whether the outcome is the expected one; of a raced vector, whether it is one of those that were seen. */
  readonly matched: boolean;
  /** The recording knows more than one outcome. Such a vector counts apart: as reached when `matched`. */
  readonly raced?: boolean;
  /** The tie whose other order gave the expected outcome, by name. Absent: the documented order gave it. */
  readonly tie?: string;
  /** Present unless matched, or unless there was no outcome at all. */
  readonly difference?: Difference;
}

/** A platform on Kubernetes, whose own releases vectors are recorded from. */
export interface VectorPlatform {
  /** Its releases, the oldest and the newest that were recorded, as INDEX.json writes them. */
  readonly oldest: string;
  readonly newest: string;
  /** Numbers of the platform, not of Kubernetes; undefined: no release that is known here. */
  parseRelease(text: string): KubernetesVersion | undefined;
}

/** How vectors that are about documents of real manifests come to those: they lie in a folder beside the vectors. */
export interface VectorManifests {
  /** The file, by its name in that folder. */
  fileOf(value: JsonObject): string;
  /** How the vector is called: not all of them have an id. */
  idOf(value: JsonObject): string;
  optionsFor(release: KubernetesVersion): ReadManifestOptions;
}

/** One kind of vectors: what one main file, or one folder of whole files, holds. */
export interface VectorKind {
  /** Folder of the family: `endpoints`. */
  readonly family: string;
  /** Name of the main file without ending: `services`. Absent where each release has whole files of its own. */
  readonly file?: string;
  /** Default: the releases are those of Kubernetes. */
  readonly platform?: VectorPlatform;
  /** Of vectors about real manifests. */
  readonly manifests?: VectorManifests;
  /** Whether a vector is of this kind, by its content alone. */
  recognises(value: JsonObject): boolean;
  compare(vector: Vector, release: KubernetesVersion): Comparison;
}
