import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { TestDatabase } from "./databases.js";

/**
 * Runs a script as the client of the database does: psql and sqlite3 themselves where they are installed, otherwise what
 * they make of it. No package brings mysql.
 */
export async function runSql(database: TestDatabase, script: string): Promise<void> {
  const { server } = database;
  if (server === "mysql" || server === "mariadb") {
    for (const statement of splitAtDelimiters(script)) await database.query(statement);
    return;
  }
  const client = server === "postgres" ? "psql" : "sqlite3";
  if (isInstalled(client)) return runClient(client, database, script);
  // Lines for the client itself.
  await database.run(script.replaceAll(/^[.\\].*$/gm, ""));
}

const isInstalled = (program: string) =>
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

async function runClient(
  client: "psql" | "sqlite3",
  { options, name }: TestDatabase,
  script: string,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mig-sql-"));
  try {
    const path = join(folder, "script.sql");
    await writeFile(path, script);
    if (client === "sqlite3") {
      await promisify(execFile)("sqlite3", ["-batch", name, `.read ${path}`]);
      return;
    }
    const { host, port, username, password, database } = options as unknown as Readonly<
      Record<string, string>
    >;
    await promisify(execFile)("psql", ["-X", "-q", "-d", database ?? "", "-f", path], {
      env: {
        ...process.env,
        ...{ PGHOST: host, PGPORT: String(port), PGUSER: username, PGPASSWORD: password },
      },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The statements of a script for mysql: https://dev.mysql.com/doc/refman/8.4/en/stored-programs-defining.html */
function splitAtDelimiters(script: string): readonly string[] {
  const statements: string[] = [];
  let end = ";";
  let statement = "";
  for (const line of script.split("\n")) {
    const [, next] = /^DELIMITER (\S+)$/.exec(line) ?? [];
    if (next !== undefined) {
      end = next;
      continue;
    }
    statement += (statement === "" ? "" : "\n") + line;
    if (!statement.endsWith(end) || isOpen(statement)) continue;
    const text = statement.slice(0, -end.length).trim();
    if (text !== "") statements.push(text);
    statement = "";
  }
  return statements;
}

/** Whether a string or a quoted name goes on after the end of the text. */
function isOpen(text: string): boolean {
  const rest = text.replaceAll(
    /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|`(?:[^`]|``)*`|-- .*|#.*|\/\*[^]*?\*\//g,
    "",
  );
  return /['"`]/.test(rest);
}
