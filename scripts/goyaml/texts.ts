// texts.ts: prints YAML texts, each a JSON string, that parsers like to read differently: scalars of all kinds, rows of fragments
// that are mostly nonsense, and a manifest with small damages. The same ones every time.

let state = 20_261_121;

/** 0 <= integer < bound. */
function draw(bound: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
}

function pick(from: readonly string[]): string {
  return from[draw(from.length)] ?? "";
}

const SCALARS = [
  ..."y Y yes Yes YES yEs n N no on ON On off true True TRUE tRUE false null Null NULL ~ nil".split(" "),
  ..."0 -0 +5 -5 0120 089 0o17 0O17 0x50 0X5f 0b101 -0b11 1_000 _1 1__0 0x_f 1:30 190:20:30 2001-01-01 2001-01-01T00:00:00Z".split(
    " ",
  ),
  ..."1. .5 -.5 +.5 1.5 10.0 1e1 1E+1 1e-7 1e21 1e20 1e400 .1e-400 1e 1.e3 .e1 . -. .inf -.inf +.inf .Inf .iNF .nan .NaN".split(
    " ",
  ),
  ..."2147483648 9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616 -9223372036854775809 1e5000".split(
    " ",
  ),
  ..."<< = ! !!str !!int\u00205 !!str\u00205 !!float\u00205 !!bool\u0020yes !!null\u0020~ !!binary\u0020aGk= !foo\u0020x !!int\u0020x 'a''b' \"\\x41\\u00e9\\U0001F600\\e\"".split(
    " ",
  ),
];

const FRAGMENTS = [
  "a: ",
  "b:",
  "- ",
  "  ",
  "\n",
  "\n  ",
  "\n- ",
  "\n  - ",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "? ",
  "x",
  "1",
  "*a",
  "&a ",
].concat([
  "!!str ",
  '"q"',
  "'s'",
  "|\n  ",
  ">-\n   z\n",
  "#c",
  " # c",
  "\t",
  "<<: ",
  "~",
  "k: v\n",
  "z: {a: 1}\n",
  "%",
  "@",
  "---\n",
  "...\n",
  "é: 😀",
  "\r\n",
]);

const MANIFEST = `apiVersion: v1
kind: Pod
metadata:
  name: p
  labels: &labels {app: a, tier: "b"}
spec:
  containers:
  - name: c
    image: "x:1"
    args: [
      --a=1,
      'b: c'
    ]
    command:
    - sh
    - -c
    - |
      echo a: b
        # no comment
      exit 0
    livenessProbe:
      httpGet: {path: /healthz, port: 8080}
      periodSeconds: 10 # seconds
`;

const DAMAGES: readonly ((lines: string[], at: number) => void)[] = [
  (lines, at) => lines.splice(at, 1),
  (lines, at) => lines.splice(at, 0, lines[draw(lines.length)] ?? ""),
  (lines, at) => lines.splice(at, 1, ` ${lines[at]}`),
  (lines, at) => lines.splice(at, 1, `\t${lines[at]}`),
  (lines, at) => lines.splice(at, 1, (lines[at] ?? "").replace(":", "")),
  (lines, at) => lines.splice(at, 1, (lines[at] ?? "").replace(": ", ":")),
  (lines, at) => lines.splice(at, 1, (lines[at] ?? "").trimStart()),
  (lines, at) => lines.splice(at, 1, `${lines[at]}${pick(FRAGMENTS)}`),
  (lines, at) => {
    const line = lines[at] ?? "";
    const column = draw(line.length + 1);
    lines.splice(at, 1, line.slice(0, column) + pick(FRAGMENTS) + line.slice(column));
  },
];

function damaged(): string {
  const lines = MANIFEST.split("\n");
  for (let count = 1 + draw(2); count > 0; count -= 1) DAMAGES[draw(DAMAGES.length)]?.(lines, draw(lines.length));
  return lines.join("\n");
}

const texts = [
  ...SCALARS.flatMap((scalar) => [`a: ${scalar}\n`, `${scalar}: b\n`, `[${scalar}]\n`]),
  ...Array.from({ length: 600 }, () => Array.from({ length: 2 + draw(12) }, () => pick(FRAGMENTS)).join("")),
  ...Array.from({ length: 150 }, damaged),
];
for (const text of new Set(texts)) process.stdout.write(`${JSON.stringify(text)}\n`);
