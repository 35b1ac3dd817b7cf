/** What a summary says of a change, facet by facet: `increment: 1 → 2`. */
export function changeTexts<Facets extends object>(
  was: Facets,
  change: Facets,
  spell: (value: Facets[keyof Facets], facet: keyof Facets) => string = String,
): readonly string[] {
  return (Object.keys(change) as (keyof Facets & string)[]).map(
    (facet) => `${facet}: ${spell(was[facet], facet)} → ${spell(change[facet], facet)}`,
  );
}
