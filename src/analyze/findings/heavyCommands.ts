/**
 * Commands that start a whole runtime to ask one question, and what that costs in seconds of a processor (KI-35 for rabbitmqctl,
 * which was measured; the others are of the same kind).
 */
const HEAVY: readonly { readonly program: RegExp; readonly starts: string; readonly cpuSeconds: number }[] = [
  { program: /^rabbitmq(?:ctl|-diagnostics)$/, starts: "an Erlang machine", cpuSeconds: 1.5 },
  { program: /^(?:nodetool|cqlsh|jps|jcmd|java)$/, starts: "a Java machine, or Python", cpuSeconds: 1 },
  { program: /^kafka-.*\.sh$|^zkCli\.sh$/, starts: "a Java machine", cpuSeconds: 1.5 },
  { program: /^(?:mongosh)$/, starts: "a Node.js runtime", cpuSeconds: 1 },
  {
    program: /^(?:npm|npx|yarn|node|python\d?(?:\.\d+)?|ruby|rails|php|artisan|manage\.py)$/,
    starts: "an interpreter",
    cpuSeconds: 0.3,
  },
  { program: /^kubectl$/, starts: "a client that asks the API server", cpuSeconds: 0.2 },
];

export interface HeavyCommand {
  readonly program: string;
  readonly starts: string;
  /** About that much of a processor for each attempt. */
  readonly cpuSeconds: number;
}

/** The costliest of these programs. */
export function heavyCommandOf(programs: readonly string[]): HeavyCommand | undefined {
  return programs
    .flatMap((program): HeavyCommand[] => {
      const heavy = HEAVY.find((one) => one.program.test(program));
      return heavy === undefined ? [] : [{ program, starts: heavy.starts, cpuSeconds: heavy.cpuSeconds }];
    })
    .sort((a, b) => b.cpuSeconds - a.cpuSeconds)[0];
}
