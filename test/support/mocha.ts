import { shareServers, stopServers } from "./servers/shared.js";

/** Before the first test, once a run and however many processes it has. Starts no server yet. */
export async function mochaGlobalSetup(): Promise<void> {
  await shareServers();
}

/** After the last test, also after failures. A killed run is cleaned up by the servers' keepers. */
export async function mochaGlobalTeardown(): Promise<void> {
  for (const reason of await stopServers()) console.error(`\n!!! NOT TESTED: ${reason}\n`);
}
