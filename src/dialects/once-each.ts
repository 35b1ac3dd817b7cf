/** Does the work on one item for each key, and gives every item the result of the one that has its key. */
export async function onceEach<T, R>(
  items: readonly T[],
  keyOf: (item: T) => string,
  work: (items: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const distinct: T[] = [];
  const places = new Map<string, number>();
  const at = items.map((item) => {
    const key = keyOf(item);
    const place = places.get(key) ?? distinct.push(item) - 1;
    places.set(key, place);
    return place;
  });
  const results = await work(distinct);
  return at.flatMap((place) => results.slice(place, place + 1));
}
