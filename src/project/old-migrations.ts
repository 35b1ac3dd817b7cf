import { MigError } from "../errors.js";
import type { OldClass, OldMigration } from "../runtime/old-migration.js";
import { firstOf } from "../wording.js";
import { givenMigrations, resolveTypeorm } from "./data-source.js";
import { explain } from "./load.js";
import type { Project } from "./open.js";
import { withoutConnecting } from "./without-connecting.js";

/** A migration of TypeORM's that the data source names. */
export interface NamedClass {
  /** What TypeORM's table calls it. */
  readonly name: string;
  /** When it was written, in milliseconds: the last 13 characters of its name. */
  readonly timestamp: number;
  /** Whether it may run in a transaction. */
  readonly isTransactional: boolean;
  readonly of: OldClass;
}

/**
 * The migrations that the data source names, loaded by TypeORM itself, in the order in which it runs them. Refuses (MIG525) what
 * TypeORM would not run.
 */
export async function namedClasses(project: Project): Promise<readonly NamedClass[]> {
  const { settings } = project;
  const typeorm = await resolveTypeorm(settings.root);
  const { migrations, isTransactional } = await givenMigrations(settings);
  const at = migrations.findIndex((each) => each === undefined || each === null);
  if (at >= 0)
    throw new MigError(
      "MIG525",
      `Migration ${at + 1} of the data source is ${String(migrations[at])}.`,
      "Modules that import each other in a circle have that effect: let the data source import no module that imports it.",
    );
  const source = new typeorm.DataSource({
    ...(await project.options()),
    entities: [],
    migrations: migrations as string[], // classes as well
  });
  try {
    await withoutConnecting(() => source["buildMetadatas"]());
  } catch (cause) {
    throw new MigError(
      "MIG525",
      `A migration of TypeORM's cannot be loaded: ${explain(cause, settings.root)}`,
      "mig loads them to learn their names, and runs none. Correct the file, or leave it out of `migrations` in the data source.",
      { cause },
    );
  }
  const named = source.migrations.map((migration) =>
    namedClass(migration as OldMigration, isTransactional),
  );
  refuseTwice(named);
  // TypeORM sorts in the same way: those of the same time stay as they came.
  return named.toSorted((a, b) => a.timestamp - b.timestamp);
}

function namedClass(migration: OldMigration, isTransactional: boolean): NamedClass {
  const of = migration.constructor as OldClass;
  const name =
    typeof migration.name === "string" && migration.name !== "" ? migration.name : of.name;
  const timestamp = Number.parseInt(name.slice(-13), 10);
  if (!timestamp)
    throw new MigError(
      "MIG525",
      `The migration ${JSON.stringify(name)} has no time in its name, which TypeORM wants at its end: AddUsers1700000000000.`,
      "Give the class, or its property `name`, the name that TypeORM's table has. A class that is no migration does not belong into the files that `migrations` names.",
    );
  return {
    name,
    timestamp,
    isTransactional: isTransactional && migration.transaction !== false,
    of,
  };
}

function refuseTwice(named: readonly NamedClass[]): void {
  const names = named.map(({ name }) => name);
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) < at))];
  if (twice.length === 0) return;
  throw new MigError(
    "MIG525",
    `The data source names two migrations as one: ${firstOf(twice).join(", ")}.`,
    "Often `migrations` finds sources and what was compiled from them: name one of both.",
  );
}
