import { guestTraceHashes } from "./guestTraceHashes.ts";
import { sampleScenarios, traceHashesOf } from "./traceHashes.ts";

// Run by determinism.test.ts in processes of its own, on several Node versions.

const hashes = { ...traceHashesOf(sampleScenarios()), ...(await guestTraceHashes()) };
process.stdout.write(JSON.stringify({ node: process.version, hashes }));
