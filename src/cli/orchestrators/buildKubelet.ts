import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../../model/nearestName.ts";
import { cacheFolder } from "../cacheFolder.ts";
import type { Environment, Output } from "../command.ts";
import { PACKAGE_FOLDER } from "../packageFolder.ts";
import { UsageError } from "../usageError.ts";

const SOURCES = join(PACKAGE_FOLDER, "properties/orchestrators/kubelet");
const NEEDED_GO_MINOR = 26;
const NEEDS_GO = "install Go 1.26 or newer (https://go.dev/dl/), and say so in PATH";

/** What of the process is needed to build and start an orchestrator. */
export type OrchestratorEnvironment = Pick<Environment, "cwd" | "env"> & { readonly stderr: Pick<Output, "write"> };

/** A program that runs the kubelet of one release. */
export interface BuiltKubelet {
  readonly path: string;
  /** `1.36.3`. */
  readonly release: string;
}

/**
 * The program of `kubelet:1.36`: from the cache folder, or built with Go, which fetches Kubernetes from the Go module proxy
 * and takes minutes. Throws a UsageError for a release that there is none of, and where Go is missing.
 */
export async function buildKubelet(name: string, { env, stderr }: OrchestratorEnvironment): Promise<BuiltKubelet> {
  const minor = minorOf(name);
  const modules = readFileSync(join(SOURCES, `mods/${minor}.mod`), "utf8");
  const release = /\bk8s\.io\/kubernetes v(\d+\.\d+\.\d+)/.exec(modules)?.[1] ?? minor;
  const folder = cacheFolder(env);
  const path = join(folder, `kubelet-${release}-${sourceHash(minor)}${process.platform === "win32" ? ".exe" : ""}`);
  if (existsSync(path)) return { path, release };
  checkGo(name, env);
  stderr.write(`building the kubelet of Kubernetes ${release}: once, and some minutes the first time\n`);
  mkdirSync(folder, { recursive: true });
  // Whoever builds the same at the same time, and whoever is interrupted, leaves no half of a program there.
  const unfinished = `${path}.${process.pid}`;
  await runGo(
    [
      "build",
      `-modfile=mods/${minor}.mod`,
      ...["-tags", `k${minor.replace(".", "")}`],
      // It reaches into the kubelet, which Go forbids since 1.23 unless asked.
      ...["-ldflags", `-checklinkname=0 -X main.kubernetesVersion=${release}`],
      ...["-o", unfinished, "."],
    ],
    { ...env, GOFLAGS: "-mod=readonly" },
  );
  renameSync(unfinished, path);
  return { path, release };
}

/** The releases there are, such as `1.36`. */
function kubeletMinors(): readonly string[] {
  return readdirSync(join(SOURCES, "mods"))
    .flatMap((file) => (file.endsWith(".mod") ? [file.slice(0, -".mod".length)] : []))
    .sort();
}

function minorOf(name: string): string {
  const wanted = name.slice(name.indexOf(":") + 1);
  const minors = kubeletMinors();
  if (minors.includes(wanted)) return wanted;
  const near = nearestName(wanted, minors);
  const list = `there are kubelets of ${minors.join(", ")}`;
  throw new UsageError(
    `--orchestrator ${name}: there is no such kubelet`,
    near === undefined ? list : `did you mean kubelet:${near}? ${list}`,
  );
}

/** Of everything that decides what is built. */
function sourceHash(minor: string): string {
  const hash = createHash("sha256");
  const files = [
    ...readdirSync(SOURCES).filter((file) => /\.(?:go|s)$/.test(file)),
    `mods/${minor}.mod`,
    `mods/${minor}.sum`,
  ];
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(SOURCES, file)));
  return hash.digest("hex").slice(0, 12);
}

function checkGo(name: string, env: Environment["env"]): void {
  const { error, status, stdout } = spawnSync("go", ["version"], { encoding: "utf8", env });
  if (error !== undefined || status !== 0)
    throw new UsageError(`--orchestrator ${name} runs the real Go code, and there is no Go here`, NEEDS_GO);
  const minor = Number(/\bgo1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  if (minor < NEEDED_GO_MINOR)
    throw new UsageError(`--orchestrator ${name} runs the real Go code, and this is ${stdout.trim()}`, NEEDS_GO);
}

async function runGo(args: readonly string[], env: Environment["env"]): Promise<void> {
  const child = spawn("go", args, { cwd: SOURCES, env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0)
    throw new UsageError(
      `the kubelet cannot be built, go ended with ${code}:\n${said.trim()}`,
      "it needs the Go module proxy (GOPROXY), some GB of room and memory, and a system that the kubelet is made for: Linux",
    );
}
