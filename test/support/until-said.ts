import type { Running } from "./mig.js";

/** Waits until a run has said these words on standard error. */
export function untilSaid({ process: child, answer }: Running, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr?.on("data", (more: string) => {
      text += more;
      if (text.includes(words)) resolve();
    });
    void answer.then(({ code, stdout, stderr }) => {
      reject(new Error(`It ended with ${code} and did not say ${words}: ${stdout}${stderr}`));
    });
  });
}
