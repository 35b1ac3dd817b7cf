import { join } from "node:path";
import ts from "typescript";
import { render, steps, undo } from "../../src/autogenerate/render.js";
import { revisionText, TEMPLATES } from "../../src/autogenerate/revision-file.js";
import { hazardsOf } from "../../src/autogenerate/hazards.js";
import type { Operation } from "../../src/operations/index.js";
import type { ValueRules } from "../../src/operations/operation.js";
import type { MigrationModule } from "../../src/runtime/steps.js";
import { runMigration } from "../../src/runtime/op.js";
import { sqliteGrammar } from "../../src/dialects/sqlite/grammar.js";
import { recording } from "../../src/runtime/sinks.js";

/** What both directions of a revision do, once it was written as a file and read again. */
export async function reloaded(ops: readonly Operation[], rules: ValueRules): Promise<Reloaded> {
  const stepsOf = (list: readonly Operation[]) =>
    steps(list, hazardsOf(list, rules), sqliteGrammar);
  const [up, down] = [stepsOf(ops), stepsOf(undo(ops))];
  const text = await revisionText(join(TEMPLATES, "typescript", "revision.ts.eta"), {
    id: "1da977fd3e6e",
    down: [],
    labels: [],
    dependsOn: [],
    message: "a law",
    created: "1970-01-01 00:00:00 UTC",
    imports: [],
    upgrade: render(up),
    downgrade: render(down),
  });
  const module = await load(text);
  return {
    upgrade: { written: up.map(({ op }) => op), read: await record(module, "upgrade") },
    downgrade: { written: down.map(({ op }) => op), read: await record(module, "downgrade") },
  };
}

type Reloaded = Readonly<
  Record<
    "upgrade" | "downgrade",
    { readonly written: readonly Operation[]; readonly read: readonly Operation[] }
  >
>;

async function record(module: MigrationModule, direction: "upgrade" | "downgrade") {
  const sink = recording();
  const migration = module[direction];
  if (!migration) throw new Error(`the file has no ${direction}`);
  await runMigration(migration, sink);
  return sink.operations;
}

const OPTIONS = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 };

async function load(text: string): Promise<MigrationModule> {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: OPTIONS,
    reportDiagnostics: true,
  });
  for (const { messageText } of diagnostics ?? [])
    throw new Error(`${ts.flattenDiagnosticMessageText(messageText, "\n")} in:\n${text}`);
  return (await import(
    `data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`
  )) as MigrationModule;
}
