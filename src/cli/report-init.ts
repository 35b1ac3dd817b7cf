import { relative } from "node:path";
import type { Build } from "../project/build.js";
import type { Initialized } from "../project/init.js";

/** What `mig init` made, and what to do next. */
export function initLines({ config, directory, ...made }: Initialized): readonly string[] {
  const here = process.cwd();
  return [
    `Wrote ${relative(here, config)} and made ${relative(here, directory)}/`,
    made.dataSourceExists
      ? `Your data source: ${made.dataSource}`
      : `Set dataSource in it to the file that exports your DataSource; ${made.dataSource} is not there.`,
    ...(made.build ? [buildLine(made.build)] : []),
    'Next: npx mig revision --autogenerate -m "first"',
  ];
}

const buildLine = ({ tsconfig, takesIn }: Build) =>
  `Keep it out of your build: add ${takesIn.map((name) => JSON.stringify(name)).join(" and ")} to "exclude" in ${tsconfig}.`;
