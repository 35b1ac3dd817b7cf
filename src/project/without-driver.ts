/** What makes the driver of a data source, as `DriverFactory` of TypeORM does. */
export type MakeDriver = (this: unknown, source: { options: object }) => object;

/**
 * The same, but where the package of the driver is not installed its data source is made all the same, and what is missing is
 * said when it connects. TypeORM loads the package as soon as a data source is made, and most that mig does needs none.
 */
export function withoutDriver(make: MakeDriver): MakeDriver {
  return function (source) {
    try {
      return make.call(this, source);
    } catch (error) {
      if (!isNoDriver(error)) throw error;
      const { options } = source;
      // Versions before 1.0 say something about a MySQL driver unless it is named.
      source.options = { ...options, driver: NO_PACKAGE, connectorPackage: "mysql2" };
      try {
        return Object.assign(make.call(this, source), { connect: () => Promise.reject(error) });
      } finally {
        source.options = options;
      }
    }
  };
}

/** Whether TypeORM misses the package of a driver: it says so when a data source is made, and here when that connects. */
export const isNoDriver = (error: unknown): boolean =>
  error instanceof Error && error.name === "DriverPackageNotInstalledError";

/** Stands for the package: something that is not empty, and is asked for nothing before it connects but this, by that of sqlite3. */
const NO_PACKAGE = {
  isMissing: true,
  verbose: () => NO_PACKAGE,
};
