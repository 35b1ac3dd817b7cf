import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { randomBytes } from "node:crypto";
import { expect } from "chai";
import * as typeorm from "typeorm";
import * as typeorm03 from "typeorm03";
import { connect } from "../../src/project/connect.js";
import { databaseTitle } from "../../src/project/connection-error.js";
import {
  createDatabase,
  eachServer,
  SERVERS,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";

const VERSIONS = { "1.x": typeorm, "0.3": typeorm03 as unknown as typeof typeorm };
const NETWORKED = SERVERS.filter((server) => server !== "sqlite");

const MYSQL2 = { connectorPackage: "mysql2" };

/** A user who may have one connection: the second one is refused as by a server that is full. */
const ONE_CONNECTION: Readonly<Record<string, (name: string) => string>> = {
  postgres: (name) => `CREATE ROLE ${name} LOGIN PASSWORD 'p' CONNECTION LIMIT 1`,
  mysql: limited,
  mariadb: limited,
};

describe("a connection that fails", () => {
  for (const [major, package_] of Object.entries(VERSIONS))
    describe(`TypeORM ${major}`, () => {
      /** The refusal of connecting with these options besides those of the database. */
      async function refusal(options: object) {
        const all = { ...options, ...MYSQL2 };
        const error: unknown = await connect(package_, all as never, "write").then(
          async (connection) => connection.close(),
          (reason: unknown) => reason,
        );
        expect(error).to.have.property("hint").that.is.a("string");
        return error as { code: string; message: string; hint: string };
      }

      eachServer((server) => {
        it("where nobody listens", async () => {
          const { code, message } = await refusal({
            ...{ type: server, host: "127.0.0.1", port: 1, database: "shop" },
            ...{ username: "a", password: "s3cret" },
          });
          expect(code).to.equal("MIG203");
          expect(message).to.contain("127.0.0.1:1").and.contain("shop").and.not.contain("s3cret");
        });

        it("where nobody answers", async () => {
          await using silent = await silentServer();
          const limits = { connectTimeoutMS: 200, connectTimeout: 200 };
          const { code, hint } = await refusal({
            ...{ type: server, host: "127.0.0.1", port: silent.port, database: "shop" },
            ...{ username: "a", password: "b", ...limits },
          });
          expect(code).to.equal("MIG203");
          expect(hint).to.contain("Is it running");
        });

        it("where the server shows a certificate of its own, or has none", async () => {
          await using database = await createDatabase(server);
          const ssl = { rejectUnauthorized: true };
          const { code, hint } = await refusal({ ...database.options, ssl });
          expect(code).to.equal("MIG203");
          expect(hint).to.contain("`ssl`");
        });

        it("where no connection is left", async () => {
          await using database = await createDatabase(server);
          await using user = await userOf(database, ONE_CONNECTION[server] ?? String);
          const options = { ...database.options, username: user.name, password: "p" };
          const first = await connect(package_, { ...options, ...MYSQL2 } as never, "write");
          const { code, hint } = await refusal(options).finally(() => first.close());
          expect(code).to.equal("MIG203");
          expect(hint).to.contain("no connection left");
        });
      }, NETWORKED);

      eachServer(
        (server) => {
          it("where the user is one of the machine's", async () => {
            await using database = await createDatabase(server);
            await using user = await userOf(
              database,
              (name) => `CREATE USER ${name}@'%' IDENTIFIED VIA unix_socket`,
            );
            const options = { ...database.options, username: user.name, password: "p" };
            expect((await refusal(options)).code).to.equal("MIG204");
          });
        },
        ["mariadb"],
      );

      eachServer((server) => {
        it("names the database of the URL, which is the one that TypeORM connects to", async () => {
          await using database = await createDatabase(server);
          const { host, port, username, password } = database.options as Network;
          const kind = server === "postgres" ? "postgres" : "mysql";
          const url = `${kind}://${username}:${password}@${host}:${port}/${database.name}?a=b`;
          const others = { host: "other.example", port: 1, database: "mig_other" };
          const options = { type: server, ...others, url, ...MYSQL2 };
          const connection = await connect(package_, options as never, "write");
          const { title } = connection;
          await connection.close();
          expect(title).to.equal(`${server} database "${database.name}" at ${host}:${port}`);
        });
      }, NETWORKED);
    });

  it("names the master of several, and where there is no URL the parts", () => {
    const parts = { host: "here", port: 1, database: "shop" };
    const title = (options: object) => databaseTitle({ type: "postgres", ...options } as never);
    expect(title(parts)).to.equal('postgres database "shop" at here:1');
    const url = "postgres://a:b@away:2/bakery";
    const replication = { master: parts, slaves: [] };
    expect(title({ url, replication })).to.equal('postgres database "shop" at here:1');
    expect(title({ ...parts, url: "postgres://a:b@away" })).to.equal(
      'postgres database "shop" at away:1',
    );
    expect(title({})).to.equal('postgres database "(default)"');
  });
});

function limited(name: string): string {
  const user = `${name}@'%'`;
  return `CREATE USER ${user} IDENTIFIED BY 'p' WITH MAX_USER_CONNECTIONS 1; GRANT ALL ON *.* TO ${user}`;
}

interface Network {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** Takes connections and says nothing. */
async function silentServer(): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function userOf(
  { server, run }: TestDatabase & { readonly server: ServerName },
  create: (name: string) => string,
): Promise<AsyncDisposable & { readonly name: string }> {
  const name = `user_${randomBytes(4).toString("hex")}`;
  await run(create(name));
  return {
    name,
    [Symbol.asyncDispose]: () =>
      run(server === "postgres" ? `DROP ROLE ${name}` : `DROP USER ${name}@'%'`),
  };
}
