import { readdir, readFile } from "node:fs/promises";
import ts from "typescript";
import { operations, type Kind } from "../../src/operations/index.js";
import type { Migration, Op } from "../../src/runtime/op.js";
import type { ServerName } from "./databases.js";
import { blocksOf } from "./pages.js";

/** What `op` can do besides the operations of the registry. Leaving one out is a compile error. */
const BESIDE: { readonly [K in Exclude<keyof Op, Kind>]: true } = {
  batchAlterTable: true,
  query: true,
  autocommit: true,
  typeorm: true,
};

/** Every method of `op`: each is to have a page. */
export const METHODS: readonly string[] = [...Object.keys(operations), ...Object.keys(BESIDE)];

/** A page of docs/operations/. */
export interface OperationPage {
  /** What it is about, by the name of its file. */
  readonly kind: string;
  readonly text: string;
  /** The TypeScript of a section for a server: the blocks that name it, and those that name none. */
  code(section: string, server: ServerName): string;
  /** Its row in the table of the databases. */
  row(server: ServerName): string;
  section(name: string): string;
}

const FOLDER = new URL("../../docs/operations/", import.meta.url);

/** The pages that are there, by name. */
export const OPERATION_PAGES: readonly OperationPage[] = await Promise.all(
  (await readdir(FOLDER))
    .filter((file) => file.endsWith(".md"))
    .toSorted()
    .map(async (file) =>
      pageOf(file.slice(0, -".md".length), await readFile(new URL(file, FOLDER), "utf8")),
    ),
);

export const TITLES: { readonly [Name in ServerName]: string } = {
  postgres: "PostgreSQL",
  mysql: "MySQL",
  mariadb: "MariaDB",
  sqlite: "SQLite",
};

const AsyncFunction = (async () => undefined).constructor as new (
  parameter: string,
  body: string,
) => unknown;

/** The statements as a migration. */
export function migrationOf(code: string): Migration {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return new AsyncFunction("op", outputText) as Migration;
}

function pageOf(kind: string, text: string): OperationPage {
  const blocks = blocksOf(text).filter(({ language }) => language === "ts");
  const section = (name: string) =>
    new RegExp(`^## ${name}\n([^]*?)(?=^## |$(?![^]))`, "m").exec(text)?.[1]?.trim() ?? "";
  return {
    kind,
    text,
    code: (name, server) =>
      blocks
        .filter((block) => block.section === name)
        .filter(({ info }) => info === "" || info.split(" ").includes(server))
        .map((block) => block.text)
        .join("\n"),
    row(server) {
      const title = TITLES[server];
      const [, row = ""] =
        new RegExp(`^\\| ${title} +\\| (.+?) *\\|$`, "m").exec(section("Databases")) ?? [];
      return row;
    },
    section,
  };
}
