import type { Container } from "../../model/container.ts";
import type { KnativeVersion } from "../../model/knativeVersion.ts";
import { agentRelease } from "./agentRelease.ts";

/** As the projects tag their images, wherever those were copied to. */
const QUEUE_IMAGE = /(?:^|\/)queue:v1\.(\d+)\b/;
const AGENT_IMAGE = /(?:^|\/)kserve\/agent:v0\.(\d+)\b/;

/** The release of Knative whose readiness library a relay holds, by the tag of its image; undefined: that does not say. */
export function relayRelease({ image = "" }: Container): KnativeVersion | undefined {
  const [, queue] = QUEUE_IMAGE.exec(image) ?? [];
  if (queue !== undefined) return { minor: Number(queue) };
  const [, agent] = AGENT_IMAGE.exec(image) ?? [];
  return agent === undefined ? undefined : { minor: agentRelease(Number(agent)).knativeMinor };
}
