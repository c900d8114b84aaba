#!/usr/bin/env node
// Parsed by whatever Node the user has: old syntax only, and nothing imported before the version is known.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`error: probewise needs Node 22.18 or newer, this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  const { runProcess } = await import("./process.ts");
  await runProcess();
}
