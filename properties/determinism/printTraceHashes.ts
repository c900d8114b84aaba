import { sampleScenarios, traceHashesOf } from "./traceHashes.ts";

// Run by determinism.test.ts in processes of its own, on several Node versions.

process.stdout.write(JSON.stringify({ node: process.version, hashes: traceHashesOf(sampleScenarios()) }));
