import { parseArgs } from 'node:util';
import { openDatabase } from '@/host/database';
import { completeEnvironment, dataFolder } from '@/host/home';
import { runTask, step } from '@/host/progress';
import { onShutdown } from '@/host/shutdown';

/** Re-encrypts every stored secret under the first key of ENCRYPTION_KEYS; `--check` only counts. */
await runTask(async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const data = dataFolder();
  completeEnvironment(data);
  const database = await openDatabase(data);
  if (!database.adopted) onShutdown(database.stop);
  process.env['DATABASE_URL'] = database.url;
  process.env['APP_URL'] ??= 'http://localhost:3000';
  const { closeDb } = await import('@/db/client');
  const { listKeyUsage } = await import('@/lib/keys/list-key-usage');
  const { rotateKeys } = await import('@/lib/keys/rotate-keys');
  const ctx = { actor: { kind: 'system', job: 'keys:rotate' }, now: new Date() } as const;
  try {
    if (!values.check) {
      const done = await step('Encrypting under the newest key', () => rotateKeys(ctx));
      tell(`${done.resealed} secrets and ${done.fingerprints} fingerprints renewed.`);
      for (const place of done.unreadable) tell(`No key opens the secret of ${place}.`);
      if (done.unreadable.length > 0) process.exitCode = 1;
    }
    for (const { keyId, secrets, state } of await listKeyUsage(ctx)) {
      tell(`Key ${keyId} (${state}): ${secrets} secrets${advice(state, secrets)}`);
    }
  } finally {
    await closeDb();
  }
});

function advice(state: string, secrets: number): string {
  if (state === 'missing') return '. Put it back into ENCRYPTION_KEYS.';
  return state === 'older' && secrets === 0 ? '. It can be taken out of ENCRYPTION_KEYS.' : '';
}

function tell(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
