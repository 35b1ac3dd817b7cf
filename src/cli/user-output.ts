const write = process.stdout.write.bind(process.stdout);
let isRead = true;

// Who reads no further, such as `head`, stops no run and is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  isRead = false;
});

/** Prints a line of mig's own on standard output, wherever the output of others goes meanwhile. */
export function print(text: string): void {
  if (isRead) write(`${text}\n`);
}

/** Waits until what was printed is out, or nobody reads it. */
export const printed = (): Promise<void> =>
  new Promise((resolve) => {
    if (!isRead) return resolve();
    process.stdout.once("error", () => resolve());
    write("", () => resolve());
  });

/**
 * From here on, until what it gives is called, standard output is mig's alone: what the user's modules print goes to
 * standard error, so that results can be read by programs.
 */
export function userOutputToStderr(): () => void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return () => {
    process.stdout.write = write;
  };
}
