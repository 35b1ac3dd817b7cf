import { MigError } from "../../errors.js";
import { ifExistsWords, ifNotExistsWords } from "../../operations/options.js";
import { isRemade } from "../../operations/view.js";
import { find } from "../../schema/edit.js";
import type { View } from "../../schema/model.js";
import { words, type Statement } from "../../sql.js";
import type { Ddl, DdlContext } from "../dialect.js";
import { remade } from "../remade-view.js";
import { createIndex } from "./create-index.js";
import type { Spelled } from "./spelled.js";

/** How views are spelt, plain and materialized. */
export const viewDdl = (version: number, spelled: Spelled) =>
  ({
    createView: (op, { grammar: sql }) => {
      const { view } = op;
      if (op.ifNotExists && !view.materialized) refuseViewIfNotExists(view);
      return [
        words(
          `CREATE ${kindOf(view)}`,
          ifNotExistsWords(op),
          `${sql.table(view.name)} AS ${view.query}`,
        ),
        ...view.indexes.map((index) => createIndex(view.name, index, sql, version, op)),
        ...view.attached,
      ];
    },
    dropView: (op, { grammar: sql }) => [
      words(`DROP ${kindOf(op)}`, ifExistsWords(op), sql.table(op.name)),
    ],
    replaceView: (op, context) =>
      isRemade(op) ? spelled(context)(remade(op, context.schema)) : replaceView(op.view, context),
    refreshView: ({ name, concurrently, withData }, { grammar: sql }) => [
      words(
        "REFRESH MATERIALIZED VIEW",
        concurrently && "CONCURRENTLY",
        sql.table(name),
        !withData && "WITH NO DATA",
      ),
    ],
  }) satisfies Partial<Ddl>;

/** All that is attached to a view stays, but for its options: https://www.postgresql.org/docs/current/sql-createview.html */
function replaceView(view: View, { grammar: sql, schema }: DdlContext): readonly Statement[] {
  const before = find(schema.views, view.name)?.attached ?? [];
  return [
    `CREATE OR REPLACE VIEW ${sql.table(view.name)} AS ${view.query}`,
    ...view.attached.filter((it) => SETS_OPTIONS.test(it) || !before.includes(it)),
  ];
}

const SETS_OPTIONS = /^ALTER VIEW .+ SET \(/;

const kindOf = ({ materialized }: Pick<View, "materialized">) =>
  materialized ? "MATERIALIZED VIEW" : "VIEW";

function refuseViewIfNotExists({ name }: View): never {
  throw new MigError(
    "MIG404",
    `PostgreSQL has no CREATE VIEW IF NOT EXISTS, which ${name} asks for.`,
    "Say op.replaceView, which takes the place of a view that is there.",
  );
}
