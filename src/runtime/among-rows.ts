import { AsyncLocalStorage } from "node:async_hooks";
import { MigError } from "../errors.js";

/** The operation that waits for the code of a migration, which gives it rows. */
const waiting = new AsyncLocalStorage<string>();

/** Lets code of a migration give rows to the operation of that name, which waits for it. */
export const amongRows = <T>(operation: string, work: () => T): T => waiting.run(operation, work);

/** Whether an operation waits for the code that calls. */
export const isAmongRows = (): boolean => waiting.getStore() !== undefined;

/** Refuses (MIG409) what would change something there. */
export function refuseAmongRows(call: string): void {
  const operation = waiting.getStore();
  if (operation === undefined) return;
  throw new MigError(
    "MIG409",
    `What gives rows to ${operation} calls ${call}, while ${operation} waits for its rows.`,
    "There it can only read, by op.query; call everything else before or after it.",
  );
}

/** The same refusal of an operation, which would wait for what waits for it. */
export function refusedAmongRows(): Promise<never> | undefined {
  try {
    refuseAmongRows("an operation");
    return undefined;
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
