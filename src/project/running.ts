import type { Progress } from "./migrate.js";

/** Steps as they are done: `for await` goes through them, `await` waits for all of them and gives them. Nothing runs before either. */
export interface Running extends AsyncGenerator<Progress, void>, PromiseLike<readonly Progress[]> {}

/** Lets steps be waited for as well. */
export function running(steps: AsyncGenerator<Progress, void>): Running {
  let all: Promise<readonly Progress[]> | undefined;
  return Object.assign(steps, {
    then: ((done, failed) => (all ??= collected(steps)).then(done, failed)) as Running["then"],
  });
}

async function collected(steps: AsyncGenerator<Progress, void>): Promise<readonly Progress[]> {
  const all: Progress[] = [];
  for await (const step of steps) all.push(step);
  return all;
}
