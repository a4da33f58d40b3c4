import { type SqliteDriver, sqliteDriver, type SqliteStatement } from '../sqlite-driver.ts';

/** The real driver, but a statement named in `faults` throws an error with that SQLite result code. */
export async function faultyDriver(): Promise<{
  driver: SqliteDriver;
  faults: Map<string, number>;
}> {
  const real = await sqliteDriver();
  const faults = new Map<string, number>();
  const strike = (sql: string) => {
    const errcode = faults.get(sql);
    if (errcode !== undefined) throw Object.assign(new Error('struck by the test'), { errcode });
  };
  function struck(statement: SqliteStatement, sql: string): SqliteStatement {
    return {
      run: (...values) => {
        strike(sql);
        return statement.run(...values);
      },
      get: (...values) => {
        strike(sql);
        return statement.get(...values);
      },
      all: (...values) => statement.all(...values),
      iterate: (...values) => statement.iterate(...values),
    };
  }
  const driver: SqliteDriver = {
    openResting: real.openResting,
    open(file, options) {
      const db = real.open(file, options);
      return {
        exec: (sql) => {
          strike(sql);
          db.exec(sql);
        },
        prepare: (sql) => struck(db.prepare(sql), sql),
        close: () => db.close(),
      };
    },
  };
  return { driver, faults };
}
