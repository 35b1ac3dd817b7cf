import { expect } from "chai";
import { loadModule } from "../../src/project/load.js";
import { withoutConnecting } from "../../src/project/without-connecting.js";
import { MODULE, sample } from "./sample.js";

interface Found {
  readonly source: { isInitialized: boolean; initialize(): Promise<unknown> };
  readonly same: boolean;
  readonly ran: readonly unknown[];
}

const SOURCE = `
  import { DataSource } from "typeorm";
  export const source = new DataSource({ type: "postgres", host: "database.invalid" });
  const initialized = source.initialize();
  export const ran: unknown[] = [];
  initialized
    .then((source) => source.runMigrations())
    .then((done) => ran.push(done))
    .then(() => source.synchronize())
    .then(() => source.destroy())
    .then(() => ran.push("destroyed"));
  export const same = initialized.then((given) => given === source);`;

describe("project/without-connecting", () => {
  for (const typeorm of [undefined, "typeorm03"] as const) {
    for (const files of [{}, MODULE]) {
      const kind = files === MODULE ? "a module" : "CommonJS";
      it(`lets ${kind} initialize TypeORM ${typeorm ? "0.3" : "1"} in vain, and afterwards not`, async () => {
        await using project = await sample({ ...files, "db.ts": SOURCE }, typeorm);
        const { source, same, ran } = (await withoutConnecting(() =>
          loadModule(project.at("db.ts")),
        )) as unknown as Found;
        expect(source.isInitialized).to.equal(false);
        expect(await same).to.equal(true);
        expect(ran).to.deep.equal([[], "destroyed"]);
        expect(await attempt(() => source.initialize())).to.match(/database\.invalid/);
      });
    }
  }

  it("ends when the last of several that overlap ends, and when the work fails", async () => {
    await using project = await sample({ "db.ts": SOURCE });
    const { source } = (await withoutConnecting(() =>
      loadModule(project.at("db.ts")),
    )) as unknown as Found;
    let finish = () => {};
    const longer = withoutConnecting(() => new Promise<void>((resolve) => (finish = resolve)));
    const fails = withoutConnecting(() => Promise.reject(new Error("on purpose")));
    expect(await attempt(() => fails)).to.equal("on purpose");
    expect(await source.initialize()).to.equal(source);
    finish();
    await longer;
    expect(await attempt(() => source.initialize())).to.match(/database\.invalid/);
  });
});

async function attempt(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "no error";
  } catch (error) {
    return (error as Error).message;
  }
}
