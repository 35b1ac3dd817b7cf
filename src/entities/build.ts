import type { DataSource, EntityMetadata } from "typeorm";
import type { Server } from "../dialects/dialect.js";
import { isAtLeast } from "../dialects/version.js";
import { MigError } from "../errors.js";
import { culprits } from "./culprit.js";

/**
 * Builds the metadata of a data source of mig's own, once, without connecting. What TypeORM would learn from the
 * server on connecting is told to the driver before. A second call does nothing: building twice can give
 * different metadata.
 */
export async function buildEntities(
  dataSource: DataSource,
  server: Server,
  explain: Explain = messageOf,
): Promise<void> {
  if (dataSource.entityMetadatas.length > 0) return;
  tell(dataSource.driver as Learned, server);
  try {
    await dataSource["buildMetadatas"]();
  } catch (error) {
    throw doNotBuild(error, explain, dataSource);
  }
  for (const metadata of dataSource.entityMetadatas) refuseUnknownEmbeddeds(metadata);
}

/** What is wrong, and where in the user's files. */
export type Explain = (error: unknown) => string;

const messageOf: Explain = (error) => (error instanceof Error ? error.message : String(error));

/** TypeORM takes an embedded class that is not there for one without columns. */
function refuseUnknownEmbeddeds({ name, allEmbeddeds }: EntityMetadata): void {
  // What another schema is embedded by is its name.
  const unknown = allEmbeddeds.find(({ type }) => (type as unknown) == null);
  if (unknown === undefined) return;
  throw new MigError(
    "MIG507",
    `${name}.${unknown.propertyPath} embeds a class that is ${String(unknown.type)}.`,
    "Modules that import each other in a circle have that effect: let the class stand in a module of its own.",
  );
}

/** What the drivers set on connecting, each its own part of it. */
interface Learned {
  readonly options: { readonly type: string };
  version?: string;
  database?: string;
  schema?: string;
  searchSchema?: string;
  /** TypeORM's own spelling. */
  uuidColumnTypeSuported?: boolean;
}

function tell(driver: Learned, server: Server): void {
  driver.version ??= server.version.join(".");
  TELL[driver.options.type]?.(driver, server);
}

const TELL: { readonly [type: string]: (driver: Learned, server: Server) => void } = {
  postgres(driver, { schema }) {
    if (schema === null) return;
    driver.searchSchema ??= schema;
    driver.schema ??= schema;
  },
  mysql(driver, { schema }) {
    if (schema !== null) driver.database ??= schema;
  },
  mariadb(driver, server) {
    TELL["mysql"]?.(driver, server);
    // https://mariadb.com/kb/en/uuid-data-type/
    if (isAtLeast(server.version, 10, 7)) driver.uuidColumnTypeSuported = true;
  },
};

function doNotBuild(error: unknown, explain: Explain, { driver }: DataSource): MigError {
  const name = error instanceof Error ? error.name : "";
  const places = culprits(messageOf(error), driver.supportedIndexTypes).join(", ");
  return new MigError(
    "MIG507",
    `TypeORM cannot build the entities: ${explain(error)}${places && ` (${places})`}`,
    HINTS[name] ?? "Correct the entity, or leave it out of `entities`.",
    { cause: error },
  );
}

const HINTS: { readonly [error: string]: string } = {
  CircularRelationsError: "Make one of these relations nullable.",
  DataTypeNotSupportedError:
    "Give the column a type of this database, or another database to the data source.",
  MissingPrimaryColumnError: "Give the entity a @PrimaryColumn or a @PrimaryGeneratedColumn.",
  NoConnectionOptionError: "Set the option in the data source.",
};
