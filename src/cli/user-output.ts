const write = process.stdout.write.bind(process.stdout);

/** Prints a line of mig's own on standard output, wherever the output of others goes meanwhile. */
export function print(text: string): void {
  write(`${text}\n`);
}

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
