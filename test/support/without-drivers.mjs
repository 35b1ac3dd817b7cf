// For `node --import`: a machine on which no driver of a database is installed.
import Module from "node:module";

const DRIVERS = ["pg", "pg-native", "mysql", "mysql2", "better-sqlite3", "sqlite3"];

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const missing = DRIVERS.some(
    (name) => request === name || request.includes(`node_modules/${name}`),
  );
  if (!missing) return resolve.call(this, request, ...rest);
  throw Object.assign(new Error(`Cannot find module '${request}'`), { code: "MODULE_NOT_FOUND" });
};
