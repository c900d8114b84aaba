import type { Reporter } from "vitest/node";

/**
 * Ends a run with one line for machines, `N passed, N failed`, alone on the last line. What did not run is no success:
 * a file that does not load, an error outside tests, a run without tests and a skipped test count as failures
 * (not those that `-t` leaves out).
 */
export function createTallyReporter(): Reporter {
  let isFiltered = false;
  return {
    onInit(vitest) {
      isFiltered = vitest.config.testNamePattern !== undefined;
    },
    onTestRunEnd(modules, unhandledErrors) {
      const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
      const passed = states.filter((state) => state === "passed").length;
      const leftOut = isFiltered ? states.filter((state) => state === "skipped").length : 0;
      const broken = unhandledErrors.length + modules.reduce((sum, module) => sum + module.errors().length, 0);
      const failed = states.length === 0 ? Math.max(broken, 1) : states.length - passed - leftOut + broken;
      if (failed > 0) process.exitCode = 1;
      process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
    },
  };
}
