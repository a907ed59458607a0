import { parseArgs } from 'node:util';
import { migrate, openDatabase } from '@/host/database';
import { completeEnvironment, dataFolder } from '@/host/home';
import { Refusal, runTask } from '@/host/progress';
import { onShutdown } from '@/host/shutdown';

/**
 * Creates secrets and runs migrations; with `--operator` and `--owner` also creates the operator and its first user.
 */
await runTask(async () => {
  const wish = wishOf();
  const data = dataFolder();
  completeEnvironment(data);
  const database = await openDatabase(data);
  // A server started by another process, such as a running demo, keeps running.
  if (!database.adopted) onShutdown(database.stop);
  await migrate(database);
  process.stdout.write(`\n  Ready: secrets and database are in ${data}.\n`);
  if (wish) await install(wish, database.url);
});

type Wish = { operator: string; owner: string; currency: string; zone: string };

function wishOf(): Wish | null {
  const { values } = parseArgs({
    options: {
      operator: { type: 'string' },
      owner: { type: 'string' },
      currency: { type: 'string', default: 'EUR' },
      zone: { type: 'string', default: 'UTC' },
    },
  });
  const { operator, owner, currency, zone } = values;
  if (operator === undefined && owner === undefined) return null;
  if (!operator || !owner)
    throw new Refusal('Give both --operator "Name" and --owner mail@example.com.');
  return { operator, owner, currency, zone };
}

async function install(wish: Wish, databaseUrl: string): Promise<void> {
  process.env['DATABASE_URL'] = databaseUrl;
  process.env['APP_URL'] ??= 'http://localhost:3000';
  const { closeDb } = await import('@/db/client');
  const { createUser } = await import('@/lib/identity/create-user');
  const { issueToken } = await import('@/lib/identity/issue-token');
  const { installOperator } = await import('@/lib/settings/install-operator');
  const ctx = { actor: { kind: 'system', job: 'setup' }, now: new Date() } as const;
  try {
    const isNew = await installOperator(ctx, {
      operatorName: wish.operator,
      currency: wish.currency,
      timeZone: wish.zone,
    });
    if (!isNew)
      throw new Refusal(
        'This installation has an operator already; change it in the admin under Settings.',
      );
    const { userId } = await createUser(ctx, {
      kind: 'staff',
      role: 'owner',
      email: wish.owner,
      name: wish.operator,
    });
    const { token } = await issueToken(ctx, { userId, kind: 'invite' });
    const link = new URL(`/accept-invitation/${token}`, process.env['APP_URL']).href;
    process.stdout.write(`\n  Open this once to choose the owner's password:\n  ${link}\n`);
  } finally {
    await closeDb();
  }
}
