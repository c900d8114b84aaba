/** Guest code did what cannot be simulated; `cause` is what it threw. */
export class GuestError extends Error {
  override readonly name = "GuestError";
}
