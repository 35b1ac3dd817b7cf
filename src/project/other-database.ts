import { resolve } from "node:path";
import type { Query, Server } from "../dialects/dialect.js";
import { telling } from "../dialects/telling.js";
import { bookkeeping } from "../entities/scope.js";
import { MigError } from "../errors.js";
import { find, withoutCarried } from "../schema/edit.js";
import { equal } from "../schema/equal.js";
import type { Schema } from "../schema/model.js";
import { qualifier } from "../schema/name.js";
import { table } from "../schema/spec.js";
import type { DataSourceSetting } from "./config.js";
import { connect, type Connection } from "./connect.js";
import { loadDataSourceOptions, resolveTypeorm } from "./data-source.js";
import { ownTables, type Project, type Target } from "./open.js";

/**
 * Another database as what this one is to become. Its data source says where it is and which tables are bookkeeping; its
 * entities are not asked. It is read and closed again before this returns.
 */
export async function databaseTarget(project: Project, given: DataSourceSetting): Promise<Target> {
  const { settings, versionTable } = project;
  const here = await project.connection("read");
  const dataSource = typeof given === "string" ? resolve(project.cwd, given) : given;
  const options = await loadDataSourceOptions({ ...settings, dataSource, entities: [] });
  const other = await connect(await resolveTypeorm(settings.root), options, "read");
  try {
    refuseUnlessThere(other);
    refuseOtherKind(other, here);
    const ofBoth = [other, here].flatMap(({ dataSource, server }) => [
      ...bookkeeping(dataSource, server),
      ...ownTables(server, versionTable),
    ]);
    const places = { namespaces: [], except: [...new Set(ofBoth)] };
    const namespaces = here.dialect.traits.namespacesAreDatabases ? [] : ("all" as const);
    const asking = telling(other.query, `Reading the catalog of the ${other.title}`);
    const read = await other.dialect.reflect(asking, { ...places, namespaces });
    const normal = withoutCarried(read);
    await refusePartlyShown(other, asking, normal);
    const wanted = here.dialect.normalize(movedTo(here.server, normal, places.except));
    return {
      title: `the ${other.title}`,
      wanted: () => wanted,
      spelt: (operations) => operations,
      completed: (asked) => asked,
      notCompared: otherTriggers,
      places,
      origins: () => [],
      untouchedIndexes: [],
    };
  } finally {
    await other.close();
  }
}

/** A trigger goes with its table and is not compared, as mig changes none of what it calls. */
const otherTriggers = (actual: Schema, { tables }: Schema): readonly string[] =>
  tables.flatMap(({ name, triggers }) => {
    const there = find(actual.tables, name)?.triggers;
    return there === undefined || equal(there, triggers)
      ? []
      : `The triggers of ${name} are not those of the other database, and stay as they are: mig copies triggers only with a new table.`;
  });

/** What it does not show would be taken for what it does not have. */
async function refusePartlyShown(
  { dialect, title }: Connection,
  query: Query,
  { tables, ...rest }: Schema,
): Promise<void> {
  const any = table({ name: "mig no such table", columns: [] });
  const more = [...tables.map((one) => ({ ...one, foreignKeys: [] })), any];
  const unseen = await dialect.unseen(query, { ...rest, tables }, { ...rest, tables: more });
  if (unseen.length === 0) return;
  const texts = unseen.map(({ kind, name, right }) =>
    name === any.name ? `other tables (${right})` : `${kind} ${name} (${right})`,
  );
  throw new MigError(
    "MIG209",
    `The ${title} does not show all that it has to this user, who lacks a right: ${texts.join(", ")}.`,
    "Give the user the right, or name one who has it.",
  );
}

/**
 * What is in the other connection's own schema goes into this connection's own one. A schema of the other database that has
 * the name of this one is therefore left out, and so is one that only holds bookkeeping.
 */
function movedTo({ schema: own }: Server, other: Schema, except: readonly string[]): Schema {
  const stays = ({ name }: { readonly name: string }) =>
    own === null || qualifier(name) === null || qualifier(name) !== own;
  const schema = {
    ...other,
    enums: other.enums.filter(stays),
    sequences: other.sequences.filter(stays),
    tables: other.tables.filter(stays),
    views: other.views.filter(stays),
  };
  const homes = new Set(except.map(qualifier));
  const { enums, sequences, tables, views } = schema;
  const used = new Set(
    [...enums, ...sequences, ...tables, ...views].map(({ name }) => qualifier(name)),
  );
  return {
    ...schema,
    namespaces: other.namespaces.filter(
      ({ name }) => name !== own && (used.has(name) || !homes.has(name)),
    ),
  };
}

/** A file that is not there would be read as an empty database. */
function refuseUnlessThere({ standsIn, title }: Connection): void {
  if (!standsIn) return;
  throw new MigError(
    "MIG205",
    `There is no file of the ${title}.`,
    "Correct `database` in the data source after --from-database: the file has to be there.",
  );
}

function refuseOtherKind(other: Connection, here: Connection): void {
  if (other.server.flavor === here.server.flavor) return;
  throw new MigError(
    "MIG515",
    `The ${other.title} runs on ${other.server.flavor}, and the ${here.title} on ${here.server.flavor}.`,
    "Name a database of the same kind after --from-database: types and expressions of one kind are not those of another.",
  );
}
