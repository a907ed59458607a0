import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from '@/db/embedded';
import { endEarlier } from '@/host/claim';
import { root } from '@/host/home';

/**
 * Prepares an empty data folder for a separate run. Ends processes a killed run left behind and removes its data, but
 * keeps the unpacked browser and the logs.
 */
export async function emptyWorld(name: string): Promise<string> {
  const data = path.join(root, '.data', name);
  mkdirSync(data, { recursive: true });
  await endEarlier(path.join(data, 'demo.json'));
  if (existsSync(path.join(data, 'postgres.json'))) {
    // Adopting the server is the safe way to identify its process.
    const left = await startEmbeddedPostgres({ dataDirectory: path.join(data, 'postgres') });
    await left.stop('immediate');
  }
  for (const part of ['postgres', 'postgres.json', 'stand-ins', 'secrets.json', 'demo.json']) {
    rmSync(path.join(data, part), { recursive: true, force: true });
  }
  return data;
}
