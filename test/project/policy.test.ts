import { expect } from "chai";
import type { SchemaObject } from "../../src/autogenerate/policy.js";
import { parseConfig } from "../../src/project/settings.js";
import { policyOf } from "../../src/project/policy.js";

const object = (
  kind: SchemaObject["kind"],
  name: string,
  schema: string | null = null,
  table: string | null = null,
): SchemaObject => ({ kind, name, schema, table, from: "database", definition: {} });

const policy = (config: object) =>
  policyOf(parseConfig({ dataSource: "a.ts", ...config }, null, "/"));

/** A configuration, an object, and whether it takes part. */
const TOLD: readonly (readonly [config: object, object: SchemaObject, takesPart: boolean])[] = [
  [{}, object("table", "users"), true],
  [{ ignore: ["users"] }, object("table", "users"), false],
  [{ ignore: ["users"] }, object("table", "users2"), true],
  [{ ignore: ["users"] }, object("table", "users", "audit"), true],
  [{ ignore: ["pgboss.*"] }, object("table", "job", "pgboss"), false],
  [{ ignore: ["pgboss.*"] }, object("table", "pgbossjob"), true],
  [{ ignore: ["pgboss"] }, object("schema", "pgboss", "pgboss"), false],
  [{ ignore: ["pgboss.*"] }, object("schema", "pgboss", "pgboss"), false],
  [{ ignore: ["pgboss.job*"] }, object("schema", "pgboss", "pgboss"), true],
  [{ ignore: ["users.search*"] }, object("column", "search_vector", null, "users"), false],
  [{ ignore: ["users.search*"] }, object("column", "name", null, "users"), true],
  [{ ignore: ["audit.log.at"] }, object("column", "at", "audit", "audit.log"), false],
  [{ ignore: ["a+(b)"] }, object("table", "a+(b)"), false],
  [{ ignore: ["*"] }, object("view", "anything"), false],
  [{ includeSchemas: ["audit"] }, object("table", "log", "audit"), true],
  [{ includeSchemas: ["audit"] }, object("table", "job", "pgboss"), false],
  [{ includeSchemas: ["audit"] }, object("table", "users"), true],
  [{ includeSchemas: [] }, object("schema", "audit", "audit"), false],
  [
    { includeName: (name: string, kind: string) => name === "audit.log" && kind === "table" },
    object("table", "log", "audit"),
    true,
  ],
  [
    { includeName: (name: string) => name !== "users.email" },
    object("column", "email", null, "users"),
    false,
  ],
  [
    { includeObject: ({ kind, name }: SchemaObject) => kind !== "index" || name !== "i" },
    object("index", "i", null, "users"),
    false,
  ],
  [{ includeName: () => false, includeObject: () => true }, object("table", "users"), false],
];

describe("what a configuration says of comparing", () => {
  for (const [config, one, takesPart] of TOLD) {
    const keys = Object.entries(config).map(([key, value]) => `${key} ${shown(value)}`);
    const name = [one.table ?? one.schema, one.name].filter(Boolean).join(".");
    it(`${keys.join(", ") || "nothing"}: ${one.kind} ${name} ${takesPart ? "takes" : "takes no"} part`, () => {
      expect(policy(config).includes?.(one) ?? true).to.equal(takesPart);
    });
  }

  it("the rest is taken over", () => {
    const compareType = () => false;
    expect(
      policy({ compareType, compareServerDefault: false, unknownTables: "drop" }),
    ).to.deep.include({ compareType, compareServerDefault: false, unknown: "drop" });
  });
});

function shown(value: unknown): string {
  return typeof value === "function" ? "as a function" : JSON.stringify(value);
}
