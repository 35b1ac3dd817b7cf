/** Sends what the user's own modules print to standard error, so that the document of `--json` stays whole. */
export function userOutputToStderr(): () => void {
  const { log, info, debug } = console;
  console.log = console.info = console.debug = (...args: unknown[]) => console.error(...args);
  return () => Object.assign(console, { log, info, debug });
}
