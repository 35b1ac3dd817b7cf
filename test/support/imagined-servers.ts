import type { Server } from "../../src/dialects/dialect.js";
import type { ServerName } from "./databases.js";

/** Servers as they could be, for what needs no connection. */
export const IMAGINED: { readonly [Name in ServerName]: Server } = {
  postgres: {
    flavor: "postgres",
    version: [18, 0],
    schema: "public",
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  },
  mysql: {
    flavor: "mysql",
    version: [9, 7, 0],
    schema: "shop",
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  },
  mariadb: {
    flavor: "mariadb",
    version: [10, 11, 0],
    schema: "shop",
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  },
  sqlite: {
    flavor: "sqlite",
    version: [3, 50, 0],
    schema: null,
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  },
};
