import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onPath } from "./path.js";

/** A server unpacked into a folder of its own, together with every library it needs. */
export interface Unpacked {
  /** What runs a program of it, before the program's own arguments. */
  program(path: string): readonly string[];
  path(inside: string): string;
}

const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/mig-test/", import.meta.url));

/**
 * The newest of the named packages that the machine's own Debian or Ubuntu release has, else
 * Debian's unstable suite, unpacked under node_modules/.cache and kept there. Installs nothing,
 * needs no administrator, and leaves apt's own lists alone. Null where there is no apt.
 */
export async function unpackedPackage(names: readonly string[]): Promise<Unpacked | null> {
  const [name] = names;
  if (name === undefined || onPath("apt-get") === null || onPath("dpkg") === null) return null;
  const root = join(CACHE, `${name}-${process.arch}`);
  if (!existsSync(root)) await unpack(names, root);
  return {
    program: (path) => [...loader(root), join(root, path)],
    path: (inside) => join(root, inside),
  };
}

async function unpack(names: readonly string[], root: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, "unpack-"));
  try {
    for (const [index, source] of sources().entries()) {
      const apt = await aptFor(source, join(work, String(index)));
      for (const name of names) if (await apt.unpack(name, join(work, "root"))) break;
      if (existsSync(join(work, "root"))) break;
    }
    if (!existsSync(join(work, "root")))
      throw new Error(`no package source has ${names.join(" or ")}`);
    await rename(join(work, "root"), root).catch((error: unknown) => {
      if (!existsSync(root)) throw error; // else another run was quicker
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** An apt that reads one source and keeps its lists in a folder of its own. */
async function aptFor(source: Source, folder: string) {
  const sourceFile = join(folder, `only.${source.format}`);
  const options = [
    ["Dir::Etc::sourcelist", sourceFile],
    ["Dir::Etc::sourceparts", "-"],
    ["Dir::State::Lists", join(folder, "lists")],
    ["Dir::Cache::pkgcache", ""],
    ["Dir::Cache::srcpkgcache", ""],
    ["APT::Sandbox::User", "root"], // the unprivileged user it would change to cannot see this folder
  ].flatMap(([option, value]) => ["-o", `${option}=${value}`]);
  await mkdir(join(folder, "lists", "partial"), { recursive: true });
  await mkdir(join(folder, "packages"));
  await writeFile(sourceFile, source.text);
  await run("apt-get", [...options, "update"]);

  return {
    /** False where the source has no such package. */
    async unpack(name: string, root: string): Promise<boolean> {
      const known = await run("apt-cache", [...options, "show", name]).catch(() => "");
      if (known === "") return false;
      const tree = await run("apt-cache", [
        ...options,
        "depends",
        "--recurse",
        ...ONLY_NEEDED,
        name,
      ]);
      const cwd = join(folder, "packages");
      await run("apt-get", [...options, "download", ...libraries(tree), name], cwd);
      for (const file of await readdir(cwd)) await run("dpkg", ["-x", file, root], cwd);
      return true;
    },
  };
}

const ONLY_NEEDED = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"].map(
  (kind) => `--no-${kind}`,
);

/** Of a package's dependencies the libraries: a server wants no perl to run. */
function libraries(dependencyTree: string): readonly string[] {
  return dependencyTree
    .split("\n")
    .filter((line) => line.startsWith("lib") && !line.startsWith("libperl"));
}

interface Source {
  readonly format: "list" | "sources";
  readonly text: string;
}

/** The machine's own release, from where the machine gets it, then the unstable suite from there. */
function sources(): readonly Source[] {
  const release = readFileSync("/etc/os-release", "utf8");
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(release)?.[1] ?? "sid";
  const suites = /^ID=debian$/m.test(release) ? [codename, "sid"] : [codename];
  const own = configuredSources().find(({ text }) => suiteOf(text, codename) !== null);
  if (own === undefined) throw new Error(`apt has no source for ${codename}`);
  return suites.map((suite) => ({
    format: own.format,
    text: suiteOf(own.text, codename, suite) ?? own.text,
  }));
}

/** Every entry of apt's source files: a paragraph of `Key: value` lines, or a line of its own. */
function configuredSources(): readonly Source[] {
  const parts = "/etc/apt/sources.list.d";
  const files = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [];
  return ["/etc/apt/sources.list", ...files]
    .filter((file) => existsSync(file))
    .flatMap((file): readonly Source[] => {
      const text = readFileSync(file, "utf8").replaceAll(/^#.*\n/gm, "");
      if (file.endsWith(".sources"))
        return text.split(/\n\s*\n/).map((entry) => ({ format: "sources", text: entry }));
      return text.split("\n").map((line) => ({ format: "list", text: `${line}\n` }));
    });
}

/** The entry with another suite in the place of all of its own; null where it does not hold the old one. */
function suiteOf(entry: string, from: string, to = from): string | null {
  const suites = /^Suites:.*$/m.exec(entry)?.[0];
  if (suites?.split(/\s+/).includes(from)) return entry.replace(suites, `Suites: ${to}`);
  const line = /^(deb\s+(?:\[[^\]]*\]\s+)?\S+\s+)(\S+)(\s.*)$/s.exec(entry);
  return line?.[2] === from ? `${line[1]}${to}${line[3]}` : null;
}

/** The unpacked C library's own loader, so that the machine's may be older or newer. */
function loader(root: string): readonly string[] {
  const folders = ["lib", "usr/lib"]
    .map((base) => join(root, base))
    .filter((base) => existsSync(base))
    .flatMap((base) =>
      readdirSync(base)
        .filter((name) => name.includes("-linux-gnu"))
        .map((name) => join(base, name)),
    );
  const found = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^ld(-linux|64)/.test(name))
      .map((name) => join(folder, name)),
  );
  if (found[0] === undefined) throw new Error(`no loader in ${root}`);
  return [found[0], "--library-path", folders.join(":")];
}

async function run(program: string, args: readonly string[], cwd = "/"): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const { stdout } = await promisify(execFile)(program, args, { cwd, env, maxBuffer: 1 << 26 });
  return stdout;
}
