import type { Query } from "./dialect.js";

/** What is locked: all that one version table stands for. Another application has another one. */
export interface LockKey {
  /** The schema of the version table, which MySQL calls database; empty where there are none. */
  readonly schema: string;
  readonly table: string;
}

/** Who asks for a lock. */
export interface Claim {
  /** No other has it. */
  readonly token: string;
  /** `mig 0.1.0` */
  readonly program: string;
  /** `anna@build-7 4711`: the user, the machine and the process. */
  readonly who: string;
}

/** Who has a lock, as far as the database tells. Others have written it. */
export interface Holder {
  readonly name: string;
  /** The time at the server, in UTC; null where it does not tell. */
  readonly since: string | null;
  /** The statement that ends it, for a person who knows that nothing is left to wait for; null where there is none. */
  readonly end: string | null;
}

/** How one run keeps the others out. `own` is the connection of the lock, which does nothing else. */
export interface Locking {
  /** The options of that connection, from those of the database; null where nobody else can write to the database. */
  connection(
    main: Query,
    options: object,
    key: LockKey,
    claim: Claim,
  ): object | null | Promise<object | null>;
  /** Lets the connection wait for nothing by itself. */
  prepare(own: Query): Promise<void>;
  /** Why what one session locks here says nothing to the others; null where all is well. */
  obstacle(own: Query, main: Query): Promise<string | null>;
  /** Takes it, or says at once that another has it. */
  take(own: Query, key: LockKey, claim: Claim): Promise<boolean>;
  /** Whether it is still this one's. */
  isHeld(own: Query, key: LockKey, claim: Claim): Promise<boolean>;
  /** Null where nobody has it, or where that cannot be told. */
  holder(own: Query, key: LockKey): Promise<Holder | null>;
  release(own: Query, key: LockKey, claim: Claim): Promise<void>;
}
