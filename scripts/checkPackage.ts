import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Packs the package as `npm publish` would, looks at what is in it, and uses it as a user would. Needs a fresh build.

const REPOSITORY = join(import.meta.dirname, "..");
const PACKED_BYTES_MAX = 10_000_000;
/** Unpacked: it is for the few who have Go, and ships as long as it is small. */
const REAL_KUBELET_BYTES_MAX = 400_000;

const REQUIRED = [
  "package.json",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  "dist/cli/main.js",
  "dist/cli/fuzzWorker.js",
  "dist/cli/storyWorker.js",
  "dist/viewer/viewer.js",
  "dist/viewer/viewer.css",
  "schema/scenario.json",
  "schema/behaviour.json",
  "schema/answer.json",
  "properties/orchestrators/example/idle.mjs",
  "properties/orchestrators/kubelet/main.go",
];
const FORBIDDEN = [/\.test\./, /testEnvironment/, /^src\//, /^scripts\//, /(?<!\.d)\.ts$/, /\.map$/, /^\./];

const folder = mkdtempSync(join(tmpdir(), "probewise-package-"));
try {
  const tarball = pack();
  use(tarball);
} finally {
  rmSync(folder, { recursive: true });
}

function pack(): string {
  const output = run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], REPOSITORY);
  const parsed: unknown = JSON.parse(output);
  const [packed] = Object.values(parsed as Record<string, PackedPackage>);
  if (packed === undefined) throw new Error("npm pack packed nothing");
  const paths = packed.files.map(({ path }) => path);
  expectNone(
    REQUIRED.filter((path) => !paths.includes(path)),
    "missing in the package",
  );
  expectNone(
    paths.filter((path) => FORBIDDEN.some((pattern) => pattern.test(path))),
    "does not belong in the package",
  );
  expectNone(packed.size > PACKED_BYTES_MAX ? [`${packed.size} bytes`] : [], `larger than ${PACKED_BYTES_MAX} bytes`);
  const realKubelet = packed.files.filter(({ path }) => path.startsWith("properties/orchestrators/kubelet/"));
  const bytes = realKubelet.reduce((sum, { size }) => sum + size, 0);
  expectNone(bytes > REAL_KUBELET_BYTES_MAX ? [`${bytes} bytes`] : [], "too much for the real kubelet's sources");
  console.log(`package: ${paths.length} files, ${(packed.size / 1e6).toFixed(1)} MB packed`);
  return join(folder, packed.filename);
}

interface PackedPackage {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Unpacks it beside the dependencies of the repository and runs what it promises: the command and every export. */
function use(tarball: string): void {
  const installed = join(folder, "node_modules/probewise");
  mkdirSync(installed, { recursive: true });
  // The user's own package ends here, whatever lies above the temporary folder.
  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true }');
  run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"], folder);
  symlinkSync(join(REPOSITORY, "node_modules"), join(installed, "node_modules"));
  console.log(run(process.execPath, [join(installed, "dist/cli/main.js"), "--version"], folder).trim());
  // Threads are loaded by a path of their own.
  const container = { name: "web", image: "web", readinessProbe: { tcpSocket: { port: 80 } } };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec: { containers: [container] } };
  writeFileSync(join(folder, "pod.json"), JSON.stringify(pod));
  const fuzz = [join(installed, "dist/cli/main.js"), "fuzz", "pod.json", "--runs", "50", "--seed", "1"];
  console.log(run(process.execPath, fuzz, folder).split("\n")[0]);
  run(
    process.execPath,
    [
      join(installed, "dist/cli/main.js"),
      "run",
      join(installed, "sims/lessons/liveness-kill.yaml"),
      "--html",
      "report.html",
    ],
    folder,
  );
  expectNone(
    readFileSync(join(folder, "report.html"), "utf8").includes("report-data") ? [] : ["report.html"],
    "without a viewer",
  );
  const script = `
    const names = Object.keys(await import("probewise"));
    if (names.length === 0) throw new Error("probewise exports nothing");
    names.push(...Object.keys(await import("probewise/guests")), ...Object.keys(await import("probewise/msw")));
    names.push(...Object.keys(await import("probewise/fast-check")));
    await import("probewise/schema/scenario.json", { with: { type: "json" } });
    console.log("exports: " + names.join(", "));`;
  console.log(run(process.execPath, ["--input-type=module", "--eval", script], folder).trim());
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function expectNone(found: readonly string[], problem: string): void {
  if (found.length > 0) throw new Error(`${problem}: ${found.join(", ")}`);
}
