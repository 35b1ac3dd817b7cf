/**
 * Where in the decorators stands what TypeORM complains of without saying where, as `Photo.author`; none where its message
 * says it, or where an EntitySchema says it.
 */
export function culprits(message: string, indexTypes: readonly string[] = []): readonly string[] {
  const found = COMPLAINTS.flatMap(([pattern, list, isMeant]) => {
    const [, word] = pattern.exec(message) ?? [];
    return (storage()[list] ?? []).filter(
      (args) => word !== undefined && isMeant(args, word, indexTypes),
    );
  });
  return [...new Set(found.map(placeOf))];
}

/** What a decorator said, and of what. */
interface Args {
  readonly target: unknown;
  readonly propertyName?: string;
  readonly columns?: unknown;
  readonly [option: string]: unknown;
}

/** A complaint with its word, the list of the storage to look through, and whether an item of it is meant. */
const COMPLAINTS: readonly (readonly [
  pattern: RegExp,
  list: string,
  isMeant: (args: Args, word: string, indexTypes: readonly unknown[]) => boolean,
])[] = [
  [
    /^(Unsupported index type)/,
    "indices",
    ({ type }, _, indexTypes) => type !== undefined && !indexTypes.includes(type),
  ],
  [
    /^Referenced column (.*) was not found/,
    "joinColumns",
    (args, name) => args["referencedColumnName"] === name,
  ],
  [
    /^Referenced column (.*) was not found/,
    "joinTables",
    ({ joinColumns, inverseJoinColumns }, name) =>
      [joinColumns, inverseJoinColumns]
        .flatMap((list) => (list ?? []) as readonly { referencedColumnName?: string }[])
        .some(({ referencedColumnName }) => referencedColumnName === name),
  ],
  [
    /^Cannot find relation (.*)\. Wrong relation/,
    "relationIds",
    ({ relation }, word) =>
      typeof relation === "function"
        ? !isRelation(nameGiven(relation as Naming))
        : relation === word,
  ],
];

type Naming = (names: object) => unknown;

/** The property that a function such as `(post) => post.author` names. */
const nameGiven = (of: Naming): unknown => of(new Proxy({}, { get: (_, property) => property }));

const isRelation = (name: unknown): boolean =>
  (storage()["relations"] ?? []).some(({ propertyName }) => propertyName === name);

/** TypeORM keeps what all decorators said in one place, which its copies share. */
const storage = (): Readonly<Record<string, readonly Args[] | undefined>> =>
  (globalThis as { typeormMetadataArgsStorage?: never }).typeormMetadataArgsStorage ?? {};

function placeOf({ target, propertyName, columns }: Args): string {
  const entity = typeof target === "function" ? target.name : String(target);
  if (propertyName !== undefined) return `${entity}.${propertyName}`;
  return Array.isArray(columns) ? `${entity}(${columns.join(", ")})` : entity;
}
