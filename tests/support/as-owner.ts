import postgres from 'postgres';

/** Runs work the product's own role may not do on the test's database: alter tables, end other sessions. */
export async function asOwner<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('There is no database here: DATABASE_URL is not set.');
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
