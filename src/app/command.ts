/**
 * What a probe's command looks at, as far as its words tell.
 * - `app`: it asks the app (curl, a health script, anything unknown) and gets what the app gives
 * - `file`: it only reads files that the app wrote (`cat /tmp/healthy`): they appear when the app has started and stay
 *   there when it hangs or stops listening
 * - `nothing`: it answers whatever the app does (`echo ok`, `cat /proc/1/status`)
 */
export type CommandSubject = "app" | "file" | "nothing";

const ASKS_NOTHING = new Set(["echo", "true", ":", "printf", "date", "hostname", "uname", "pgrep", "pidof", "ps"]);
const READS_FILES = new Set(["cat", "test", "[", "[[", "ls", "stat", "find", "head", "tail", "grep"]);
const SHELLS = new Set(["sh", "bash", "ash", "dash"]);
/** There before the app is. */
const SYSTEM_PATH = /^\/(?:proc|sys|dev|etc|bin|usr)(?:\/|$)/;

/**
 * Assumption: nothing in a manifest says what a command does; its words are taken at face value.
 * A word that is not listed here counts as asking the app.
 */
export function subjectOfCommand(command: readonly string[]): CommandSubject {
  const [program, ...args] = command;
  if (program === undefined) return "app";
  const name = baseName(program);
  if (SHELLS.has(name)) return subjectOfScript(args);
  if (ASKS_NOTHING.has(name)) return "nothing";
  if (!READS_FILES.has(name)) return "app";
  const paths = args.filter((arg) => arg.includes("/"));
  return paths.length > 0 && paths.every((path) => SYSTEM_PATH.test(path)) ? "nothing" : "file";
}

/** `-c SCRIPT`, where each command of the script is looked at; the most telling one decides. */
function subjectOfScript(args: readonly string[]): CommandSubject {
  const script = args[args.findIndex((arg) => /^-[a-z]*c$/.test(arg)) + 1];
  if (script === undefined || script === args[0] || /\$\(|`|<<|\b(?:if|for|while|case|function)\b/.test(script))
    return "app";
  let subject: CommandSubject = "nothing";
  for (const part of script.split(/&&|\|\||[;|\n]/)) {
    const words = part
      .trim()
      .split(/\s+/)
      .filter((word) => word !== "" && !/^\d?>/.test(word));
    const found = /^exit(?:\s+0)?$/.test(part.trim()) || words.length === 0 ? "nothing" : subjectOfCommand(words);
    if (found === "app") return "app";
    if (found === "file") subject = "file";
  }
  return subject;
}

function baseName(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1);
}
