import { spawn } from "node:child_process";
import { MigError } from "../errors.js";

/** Opens files in the user's editor and waits until it is closed. Refuses where there is no file (MIG101), no editor, or it fails (MIG517). */
export async function openInEditor(paths: readonly string[], asked: string): Promise<void> {
  if (paths.length === 0)
    throw new MigError(
      "MIG101",
      `${asked} means no revision, so there is no file to open.`,
      "`mig history` lists the revisions there are.",
    );
  const { VISUAL, EDITOR } = process.env;
  const command = VISUAL || EDITOR;
  if (!command)
    throw new MigError(
      "MIG517",
      "There is no editor: neither VISUAL nor EDITOR is set.",
      `Set one, such as EDITOR=nano, or open it yourself: ${paths.join(" ")}`,
    );
  const outcome = await run(command, paths);
  if (outcome === null) return;
  throw new MigError(
    "MIG517",
    `The editor ${command} ${outcome}.`,
    "Check VISUAL and EDITOR. The file is as it was saved.",
  );
}

/** How the editor failed, or null. Through a shell, as EDITOR may hold arguments; the paths are arguments of their own. */
const run = (command: string, paths: readonly string[]): Promise<string | null> =>
  new Promise((resolve) => {
    const isWindows = process.platform === "win32";
    const child = isWindows
      ? spawn(
          command,
          paths.map((path) => `"${path}"`),
          { stdio: "inherit", shell: true },
        )
      : spawn("/bin/sh", ["-c", `${command} "$@"`, command, ...paths], { stdio: "inherit" });
    child.on("error", (error) => resolve(`cannot be started: ${error.message}`));
    child.on("close", (code, signal) =>
      resolve(
        code === 0
          ? null
          : code === NOT_FOUND
            ? "was not found"
            : `ended with ${signal ?? `exit code ${code}`}`,
      ),
    );
  });

/** What a shell ends with where there is no such program. */
const NOT_FOUND = 127;
