// An entry of its own: the clock of guests needs timers to stand in for, and `probewise` itself runs where there are none.
export type { SentRequest } from "./app/clients/httpRequest.ts";
export type {
  Guest,
  GuestApp,
  GuestAttempt,
  GuestExecAnswer,
  GuestGrpcAnswer,
  GuestHttpAnswer,
  GuestInstance,
  Guests,
  GuestTcpAnswer,
} from "./guest/guest.ts";
export { GuestError } from "./guest/guestError.ts";
export { simulateWithGuests } from "./simulateWithGuests.ts";
