/** The user can mend this: printed as `error: message`, then `help: …`; exit code 2. Anywhere below a command may throw it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** What to do next, one sentence. */
  readonly help: string | undefined;

  constructor(message: string, help?: string, options?: ErrorOptions) {
    super(message, options);
    this.help = help;
  }
}
