import { closeDb } from '@/db/client';
import { Refusal, step } from '@/host/progress';
import { listKeyUsage } from '@/lib/keys/list-key-usage';

/** Refuses to start when the key cannot decrypt stored secrets: otherwise routers would fail one by one. */
export async function requireKeys(databaseUrl: string): Promise<void> {
  process.env['DATABASE_URL'] = databaseUrl;
  const usage = await step('Checking encryption keys', async () => {
    try {
      return await listKeyUsage({ actor: { kind: 'system', job: 'start' }, now: new Date() });
    } finally {
      await closeDb();
    }
  });
  const missing = usage.filter(({ state }) => state === 'missing');
  if (missing.length === 0) return;
  const needed = missing.map(({ keyId, secrets }) => `${keyId} (${secrets} secrets)`).join(', ');
  throw new Refusal(
    `ENCRYPTION_KEYS lacks keys that stored secrets still need: ${needed}. Put them back, and run "npm run keys:rotate" before you take a key away.`,
  );
}
