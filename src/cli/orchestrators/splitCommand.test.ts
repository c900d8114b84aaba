import { expect, test } from "vitest";
import { splitCommand } from "./splitCommand.ts";

test.each([
  ["node mine.mjs", ["node", "mine.mjs"]],
  ["  node  'my file.mjs' \"--name=a b\" ''", ["node", "my file.mjs", "--name=a b", ""]],
  [String.raw`C:\tools\mine.exe $HOME`, [String.raw`C:\tools\mine.exe`, "$HOME"]],
  [`sh -c "mine | tee log"`, ["sh", "-c", "mine | tee log"]],
])("%s", (text, words) => expect(splitCommand(text)).toEqual(words));

test.each([
  ["", /names no program/],
  [" ", /names no program/],
  ["'' x", /names no program/],
  ["node 'mine.mjs", /a quote is not closed/],
])("%j is refused", (text, message) => expect(() => splitCommand(text)).toThrow(message));
