import { basename } from "node:path";
import { MigError } from "../errors.js";
import type { Config } from "./config.js";
import { explain } from "./load.js";
import type { Settings } from "./settings.js";

/**
 * What a function of the configuration gives. Where it throws, MIG519 says which it was and where in the user's files; nothing
 * is written then.
 */
export async function ofOwn<T>(
  key: keyof Config,
  settings: Pick<Settings, "configPath" | "root">,
  call: () => T | Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new MigError(
      "MIG519",
      `${titleOf(key, settings)} failed: ${explain(cause, settings.root)}`,
      (cause instanceof MigError && cause.hint) || "Mend it. Nothing was written.",
      { cause },
    );
  }
}

/** A value that such a function must not give. */
export const notWhatItGives = (
  key: keyof Config,
  settings: Pick<Settings, "configPath">,
  got: string,
  takes: string,
): MigError =>
  new MigError("MIG519", `${titleOf(key, settings)} gave ${got}.`, `It has to give ${takes}.`);

const titleOf = (key: keyof Config, { configPath }: Pick<Settings, "configPath">) =>
  configPath === null ? key : `${key} in ${basename(configPath)}`;
