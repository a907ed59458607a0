import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from './progress';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/**
 * Returns the folder of everything this machine generates (database, secrets, logs), which is never in git.
 * @throws Refusal when it cannot be created.
 */
export function dataFolder(): string {
  const folder = path.resolve(root, process.env['NETPURSE_DATA_DIR'] ?? '.data');
  try {
    makeFolder(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      `The data folder can't be made (${reason}): set NETPURSE_DATA_DIR to a place this user may write to.`,
    );
  }
  return folder;
}

/** Creates one level at a time: where nothing can be created, as in /proc, Node's recursive mkdir never returns. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}

type Environment = Record<string, string>;

/**
 * Fills in unset environment variables: first from `.env.local` and `.env`, then from secrets generated once and kept
 * in `<data>/secrets.json`, readable only by their owner.
 */
export function completeEnvironment(data: string): void {
  const given = { ...secretsOf(data), ...envFile('.env'), ...envFile('.env.local') };
  for (const [name, value] of Object.entries(given)) process.env[name] ??= value;
}

function secretsOf(data: string): Environment {
  const file = path.join(data, 'secrets.json');
  if (!existsSync(file)) {
    const random = () => randomBytes(32).toString('base64');
    const secrets = {
      AUTH_SECRET: random(),
      ENCRYPTION_KEYS: `k1:${random()}`,
      // Fixed, so that a form opened before a restart still posts to an action the server knows.
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: random(),
    };
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  }
  chmodSync(file, 0o600);
  return JSON.parse(readFileSync(file, 'utf8')) as Environment;
}

function envFile(name: string): Environment {
  const file = path.join(root, name);
  if (!existsSync(file)) return {};
  const entries = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => /^\s*(?:export\s+)?([A-Z_][A-Z0-9_]*)\s*=\s*(.*?)\s*$/i.exec(line))
    .filter((match) => match !== null)
    .map(([, key = '', value = '']): [string, string] => [
      key,
      value.replace(/^(['"])(.*)\1$/, '$2'),
    ]);
  return Object.fromEntries(entries);
}
