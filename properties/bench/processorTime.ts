/** Processor time that this process has used so far in ms, all its threads: what else the machine does hardly shows. */
export function processorTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
