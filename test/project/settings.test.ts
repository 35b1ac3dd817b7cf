import { isAbsolute } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { defineConfig, type DatabaseConfig } from "../../src/project/config.js";
import { parseConfig, type Settings } from "../../src/project/settings.js";
import { refusal } from "./refusal.js";

const PATH = "/app/mig.config.ts";
const options = { type: "postgres", password: "${SECRET}" } as const;
const parse = (value: unknown) => parseConfig(value, PATH);

const every = () => true;
const comparator = () => [];
const keep = () => null;

/** Every key, with a value it takes, what becomes of it, and values it does not take. */
const KEYS: { readonly [K in keyof DatabaseConfig]-?: Answer<K> } = {
  dataSource: { takes: "src/db.ts", as: "/app/src/db.ts", not: [undefined, null, 5, "", [], true] },
  entities: {
    takes: ["src/**/*.entity.ts", "/other/*.ts"],
    as: ["/app/src/**/*.entity.ts", "/other/*.ts"],
    not: [null, 5, [5], "", [""], {}],
  },
  versionLocations: {
    takes: "db/versions",
    as: ["/app/db/versions"],
    not: [null, 5, [], ["a", null], ""],
  },
  recursiveVersionLocations: { takes: true, as: true, not: [null, 1, "yes"] },
  fileTemplate: {
    takes: "%(year)d-%(rev)s",
    as: "%(year)d-%(rev)s",
    not: [
      "%(year)d/%(rev)s",
      "../%(rev)s",
      "/%(rev)s",
      null,
      5,
      "",
      "%(slug)s",
      "%(revision)s",
      "50%_%(rev)s",
    ],
  },
  timezone: { takes: "Europe/Berlin", as: "Europe/Berlin", not: [null, 5, "", "Europe/Nowhere"] },
  truncateSlugLength: { takes: 20, as: 20, not: [null, "20", 0, -1, 1.5] },
  branches: { takes: ["billing"], as: ["billing"], not: [null, "billing", [""], [5]] },
  serverVersion: { takes: "10.11.6-MariaDB", as: "10.11.6-MariaDB", not: [16, "", "new", "8x"] },
  versionTable: { takes: "versions", as: "versions", not: [null, 5, "", ["a"]] },
  versionTableSchema: { takes: null, as: null, not: [5, "", ["a"]] },
  lock: {
    takes: "table",
    as: { kind: "table", timeout: 600 },
    not: [
      null,
      5,
      "",
      "row",
      true,
      { kind: "row" },
      { timeout: -1 },
      { timeout: "9" },
      { wait: 9 },
    ],
  },
  lockTimeout: { takes: 0.5, as: 500, not: ["5s", 0, -1, Infinity, NaN, true] },
  lockTries: { takes: 3, as: 3, not: [null, "3", 0, 1.5] },
  statementTimeout: { takes: 60, as: 60_000, not: ["5s", 0, -1, Infinity, [5]] },
  postWriteHooks: {
    takes: [
      "prettier",
      { exec: "npx 'eslint x' --fix {file}" },
      { exec: ["a", ""], cwd: "b" },
      { exec: `a --b="c d" it's` },
    ],
    as: [
      { kind: "prettier" },
      { kind: "exec", command: ["npx", "eslint x", "--fix", "{file}"], cwd: "/app" },
      { kind: "exec", command: ["a", ""], cwd: "/app/b" },
      { kind: "exec", command: ["a", "--b=c d", "it's"], cwd: "/app" },
    ],
    not: [null, "prettier", ["eslint"], [{ exec: "" }], [{ exec: 5 }], [{ exec: "a", cw: "b" }]],
  },
  template: { takes: "revision.eta", as: "/app/revision.eta", not: [5, "", []] },
  includeObject: { takes: every, as: every, not: [5, "users", []] },
  includeName: { takes: every, as: every, not: [true, "users", ["users"]] },
  includeSchemas: { takes: ["audit"], as: ["audit"], not: [5, "audit", [""], [null]] },
  ignore: { takes: "pgboss.*", as: ["pgboss.*"], not: [null, 5, "", [""]] },
  compareType: { takes: every, as: every, not: [null, 5, "type"] },
  compareServerDefault: { takes: false, as: false, not: [null, 5, "default"] },
  unknownTables: { takes: "drop", as: "drop", not: [null, true, "list"] },
  comparators: { takes: [comparator], as: [comparator], not: [null, comparator, [5], "triggers"] },
  processRevisionDirectives: { takes: keep, as: keep, not: [true, 5, "no", {}, [keep]] },
  renderItem: { takes: keep, as: keep, not: [true, 5, "no", {}, [keep]] },
  tenants: {
    takes: ["a", { name: "b" }],
    as: ["a", { name: "b" }],
    not: [5, "a", {}, true, [5], ["a", "a"], [""], [{ schema: "a" }], ["a\0b"]],
  },
};

interface Answer<K extends keyof DatabaseConfig> {
  readonly takes: NonNullable<DatabaseConfig[K]> | null;
  readonly as: Settings[K];
  readonly not: readonly unknown[];
}

describe("project/settings", () => {
  it("completes a configuration, with paths from the folder of its file", () => {
    expect(parse(defineConfig({ dataSource: "./src/data-source.ts" }))).to.deep.equal({
      configPath: PATH,
      root: "/app",
      database: null,
      dataSource: "/app/src/data-source.ts",
      entities: [],
      versionLocations: ["/app/migrations"],
      recursiveVersionLocations: false,
      fileTemplate: "%(rev)s_%(slug)s",
      timezone: "UTC",
      truncateSlugLength: 40,
      serverVersion: null,
      branches: [],
      versionTable: "mig_version",
      versionTableSchema: null,
      lock: { kind: "advisory", timeout: 600 },
      lockTimeout: 3_000,
      lockTries: 10,
      statementTimeout: null,
      postWriteHooks: [{ kind: "prettier" }],
      template: null,
      includeObject: null,
      includeName: null,
      includeSchemas: null,
      ignore: [],
      compareType: true,
      compareServerDefault: true,
      unknownTables: "own",
      comparators: [],
      processRevisionDirectives: null,
      renderItem: null,
      tenants: null,
      tenant: null,
    });
  });

  for (const [key, { takes, as, not }] of Object.entries(KEYS)) {
    it(`${key}: what it takes, and what is refused by name`, async () => {
      expect(parse({ dataSource: options, [key]: takes })).to.deep.include({ [key]: as });
      for (const value of not) {
        const { message, hint } = await refusal("MIG504", () =>
          parse({ dataSource: options, [key]: value }),
        );
        expect(message).to.contain(`"${key}"`).and.contain(PATH);
        expect(hint).to.match(/^It takes /);
      }
    });
  }

  it("takes undefined for left out", () => {
    const { dataSource, ...others } = KEYS;
    const nothing = Object.fromEntries(Object.keys(others).map((key) => [key, undefined]));
    const least = { dataSource: dataSource.takes };
    expect(parse({ ...nothing, ...least })).to.deep.equal(parse(least));
  });

  it("refuses what is not an object", async () => {
    for (const value of [undefined, null, 5, "dataSource", [], () => ({})]) {
      expect((await refusal("MIG504", () => parse(value))).message).to.contain(PATH);
    }
  });

  it("names the key that is nearest to an unknown one, whichever letter is missing", async () => {
    for (const key of Object.keys(KEYS)) {
      for (let at = 0; at < key.length; at++) {
        const misspelt = key.slice(0, at) + key.slice(at + 1);
        const { message, hint } = await refusal("MIG503", () => parse({ [misspelt]: 1 }));
        expect(message).to.contain(`"${misspelt}"`).and.contain(PATH);
        expect(hint).to.contain(`"${key}"`);
      }
    }
  });

  it("lists the keys there are where none is near, also for what every object has", async () => {
    for (const key of ["zzz", "constructor", "toString"]) {
      const { message, hint } = await refusal("MIG503", () => parse({ [key]: 1 }));
      expect(message).to.contain(`"${key}"`);
      expect(hint).to.equal(`It knows ${[...Object.keys(KEYS), "databases"].join(", ")}.`);
    }
  });

  it("takes data sources that are not paths as they are, and puts nothing in for ${…}", () => {
    const settings = [options, Promise.resolve(options), () => options, async () => options];
    for (const dataSource of settings) {
      expect(parse({ dataSource }).dataSource).to.equal(dataSource);
    }
    expect(parse({ dataSource: "${HOME}/a" }).dataSource).to.equal("/app/${HOME}/a");
    expect(options.password).to.equal("${SECRET}");
  });

  it("makes every path absolute, and leaves absolute ones alone", () => {
    const path = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(path, path, path, (dataSource, entity, location) => {
        const pathsOf = (settings: Settings) => ({
          dataSource: settings.dataSource as string,
          entities: settings.entities,
          versionLocations: settings.versionLocations,
          template: settings.template,
        });
        const given = { dataSource, entities: entity, versionLocations: location };
        const once = pathsOf(parse({ ...given, template: entity }));
        for (const path of Object.values(once).flat())
          expect(isAbsolute(path ?? "")).to.equal(true);
        expect(pathsOf(parseConfig(once, "/elsewhere/mig.config.ts"))).to.deep.equal(once);
      }),
    );
  });
});
