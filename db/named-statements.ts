import type postgres from 'postgres';

type Client = postgres.Sql | postgres.TransactionSql;
type Values = NonNullable<Parameters<postgres.Sql['unsafe']>[1]>;
type Work = (sql: postgres.TransactionSql) => unknown;

/** What PostgreSQL assumes of an array in a plan for all values. */
const ELEMENTS_AT_MOST = 10;

/** A list of ids that drizzle writes out has as many texts as lengths: naming each would fill the server's memory. */
const VALUES_AT_MOST = 100;

/**
 * Returns the client with statements that the server parses once per connection and plans until one plan serves all
 * values; then one trip, not two, runs them. drizzle offers names only to queries that are built in advance.
 *
 * With a longer array a statement is planned for it each time, because the best plan depends on the length.
 */
export function withNamedStatements<C extends Client>(client: C): C {
  const inside = (args: unknown[]) => {
    const work = args.pop() as Work;
    return [...args, (tx: postgres.TransactionSql) => work(withNamedStatements(tx))];
  };
  return new Proxy(client, {
    get(target, key) {
      if (key === 'unsafe') {
        return (text: string, values: Values = [], options: postgres.UnsafeQueryOptions = {}) =>
          target.unsafe(text, values, { ...options, prepare: isWorthAName(values) });
      }
      const own: unknown = Reflect.get(target, key);
      if (key !== 'begin' && key !== 'savepoint') return own;
      return (...args: unknown[]) => Reflect.apply(own as Work, target, inside(args));
    },
  });
}

function isWorthAName(values: Values): boolean {
  return values.length > 0 && values.length <= VALUES_AT_MOST && !values.some(isLongArray);
}

function isLongArray(value: unknown): boolean {
  return Array.isArray(value) && value.length > ELEMENTS_AT_MOST;
}
