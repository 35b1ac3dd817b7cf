/** Work whose result is kept. */
export interface Once<T> {
  (): Promise<T>;
  /** Lets the work be done anew when it is next asked for. */
  forget(): void;
}

/** The work done at the first call, and its result at every other. Work that failed is done anew. */
export function once<T>(work: () => Promise<T>): Once<T> {
  let result: Promise<T> | undefined;
  const ask = (): Promise<T> => {
    if (result !== undefined) return result;
    const asked = work();
    result = asked;
    asked.catch(() => {
      if (result === asked) result = undefined;
    });
    return asked;
  };
  const forget = () => {
    result = undefined;
  };
  return Object.assign(ask, { forget });
}
