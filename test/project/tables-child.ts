import { loadDataSourceOptions, resolveTypeorm } from "../../src/project/data-source.js";
import { readSettings } from "../../src/project/find-config.js";

// Prints the tables and columns of a project as its own TypeORM builds them. A process of its own, for two versions of
// TypeORM in one process share their storage of decorators.

const cwd = process.argv[2] ?? "";
const { DataSource } = await resolveTypeorm(cwd);
const source = new DataSource(await loadDataSourceOptions((await readSettings({ cwd }))[0]!));
await (source as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
const tables = source.entityMetadatas.map(({ tableName, columns }) => [
  tableName,
  ...columns.map(({ databaseName, type }) => {
    return `${databaseName} ${typeof type === "function" ? type.name : type}`;
  }),
]);
console.log(JSON.stringify(tables.map((words) => words.join()).toSorted()));
