/** How a process ends that was told to by a signal. */
const EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that is aborted by the first Ctrl-C or SIGTERM; a second one leaves at once. */
export function interruption(say: (line: string) => void): {
  readonly signal: AbortSignal;
  readonly stop: () => void;
} {
  const controller = new AbortController();
  const onSignal = (name: keyof typeof EXIT) => {
    if (controller.signal.aborted) process.exit(EXIT[name]);
    say("Stopping; again to leave at once.");
    controller.abort();
  };
  for (const name of Object.keys(EXIT)) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of Object.keys(EXIT)) process.off(name, onSignal);
    },
  };
}
