import { GuestError } from "../guest/guestError.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Trace } from "../model/trace.ts";
import { simulate } from "../simulate.ts";
import { loadGuests } from "./loadGuests.ts";
import { UsageError } from "./usageError.ts";

export interface GuestChoice {
  /** Path of the module, as given. */
  readonly guest: string | undefined;
  readonly cwd: string;
}

/**
 * The trace of a scenario, with the guests that the command line names. A file that names a guest does not run it:
 * whoever wants the code to run says so.
 */
export async function simulateLoaded(
  scenario: Scenario,
  { guest, cwd }: GuestChoice,
): Promise<{ readonly scenario: Scenario; readonly trace: Trace }> {
  if (guest === undefined) {
    if (scenario.guest !== undefined) throw missingGuest(scenario.guest);
    return { scenario, trace: simulate(scenario, { recorder: "full" }) };
  }
  const guests = await loadGuests(guest, cwd);
  // Only here: guests need a clock that takes longer to load than most scenarios to run.
  const { simulateWithGuests } = await import("../simulateWithGuests.ts");
  const named: Scenario = { ...scenario, guest: scenario.guest ?? guest };
  try {
    return { scenario: named, trace: await simulateWithGuests(named, guests) };
  } catch (error) {
    if (!(error instanceof GuestError || error instanceof RangeError)) throw error;
    throw new UsageError(`--guest ${guest}: ${error.message}`, undefined, { cause: error });
  }
}

/** A scenario needs code that nobody has asked to run. */
export function missingGuest(guest: string): UsageError {
  return new UsageError(
    `guest: ${guest} is code, which runs only if it is asked for`,
    `read it, and run the scenario with --guest ${guest} (a path from here)`,
  );
}
