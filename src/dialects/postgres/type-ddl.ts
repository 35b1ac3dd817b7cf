import { ifExistsWords, ifNotExistsWords } from "../../operations/options.js";
import type { CreateSequence } from "../../operations/sequence.js";
import { words, type Grammar, type Statement } from "../../sql.js";
import type { Ddl, Server } from "../dialect.js";
import { alterEnum } from "./alter-enum.js";
import { rename } from "./rename.js";
import type { Spelled } from "./spelled.js";

/** How extensions, enum types and sequences are spelt. */
export const typeDdl = (server: Server, spelled: Spelled) =>
  ({
    createExtension: ({ name }, { grammar: sql }) => [
      `CREATE EXTENSION IF NOT EXISTS ${sql.name(name)}`,
    ],
    dropExtension: (op, { grammar: sql }) => [
      words("DROP EXTENSION", ifExistsWords(op), sql.name(op.name)),
    ],
    createEnum: ({ type }, { grammar: sql }) => [
      `CREATE TYPE ${sql.table(type.name)} AS ENUM (${type.values.map(sql.literal).join(", ")})`,
    ],
    dropEnum: (op, { grammar: sql }) => [words("DROP TYPE", ifExistsWords(op), sql.table(op.name))],
    alterEnum: (op, context) => alterEnum(op, context, server, spelled(context)),
    renameEnum: ({ from, to }, { grammar: sql }) => rename("TYPE", from, to, sql, server),
    renameEnumValue: ({ name, from, to }, { grammar: sql }) => [
      `ALTER TYPE ${sql.table(name)} RENAME VALUE ${sql.literal(from)} TO ${sql.literal(to)}`,
    ],
    addEnumValue: ({ name, value, before, after, ifNotExists }, { grammar: sql }) => [
      words(
        `ALTER TYPE ${sql.table(name)} ADD VALUE`,
        ifNotExists && "IF NOT EXISTS",
        sql.literal(value),
        before !== null && `BEFORE ${sql.literal(before)}`,
        after !== null && `AFTER ${sql.literal(after)}`,
      ),
    ],
    createSequence: (op, { grammar: sql }) => [createSequence(op, sql)],
    alterSequence: ({ name, change }, { grammar: sql }) => [
      words(
        `ALTER SEQUENCE ${sql.table(name)}`,
        change.type !== undefined && `AS ${change.type}`,
        change.start !== undefined && `START WITH ${change.start}`,
        change.increment !== undefined && `INCREMENT BY ${change.increment}`,
        change.min !== undefined && `MINVALUE ${change.min}`,
        change.max !== undefined && `MAXVALUE ${change.max}`,
        change.cache !== undefined && `CACHE ${change.cache}`,
        change.cycle !== undefined && (change.cycle ? "CYCLE" : "NO CYCLE"),
      ),
    ],
    dropSequence: (op, { grammar: sql }) => [
      words("DROP SEQUENCE", ifExistsWords(op), sql.table(op.name)),
    ],
  }) satisfies Partial<Ddl>;

const createSequence = ({ sequence, ...op }: CreateSequence, sql: Grammar): Statement =>
  words(
    "CREATE SEQUENCE",
    ifNotExistsWords(op),
    `${sql.table(sequence.name)} AS ${sequence.type}`,
    `START WITH ${sequence.start} INCREMENT BY ${sequence.increment}`,
    `MINVALUE ${sequence.min} MAXVALUE ${sequence.max} CACHE ${sequence.cache}`,
    sequence.cycle && "CYCLE",
  );
