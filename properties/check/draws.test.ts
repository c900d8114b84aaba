import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

// Goal: whatever kubelet one meets, what happens lies within what `check` says. Method: every seventh bundled manifest, random
// relist phases, clocks and draws, each end's witness; all fifty and more draws: scripts/checkDraws.ts by hand.

test.each(["1.37", "1.34"])(
  "random draws stay inside the intervals on %s",
  (release) => {
    const script = join(import.meta.dirname, "../../scripts/checkDraws.ts");
    const { stdout, status } = spawnSync(
      process.execPath,
      [script, "--every", "7", "--draws", "400", "--seed", "11", "--release", release],
      { encoding: "utf8" },
    );
    expect(stdout).toMatch(
      /: 8 files, \d+ stories \(\d+ proven\), [45]\d\d draws, \d{3,} instants and \d{3,} witnesses compared, 0 wrong\n$/,
    );
    expect(status).toBe(0);
  },
  120_000,
);

test("what many workloads are told without ~ holds as well", () => {
  const script = join(import.meta.dirname, "../../scripts/checkDraws.ts");
  const { stdout, status } = spawnSync(process.execPath, [script, "--thrifty", "--draws", "500", "--seed", "12"], {
    encoding: "utf8",
  });
  expect(stdout).toMatch(
    /: 50 files, 2\d\d stories \(\d+ proven\), \d+ draws, \d{3,} instants and \d{4} witnesses compared, \d+ instants of ~ left out, 0 wrong\n$/,
  );
  expect(status).toBe(0);
}, 120_000);
