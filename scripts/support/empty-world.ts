import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from '@/db/embedded';
import { endEarlier } from '@/host/claim';
import { root } from '@/host/home';

/**
 * An empty data folder for a run of its own. What a killed run left there, processes included, is
 * ended first; the unpacked browser and the logs stay.
 */
export async function emptyWorld(name: string): Promise<string> {
  const data = path.join(root, '.data', name);
  mkdirSync(data, { recursive: true });
  await endEarlier(path.join(data, 'demo.json'));
  if (existsSync(path.join(data, 'postgres.json'))) {
    // Adopting it is the safe way to find out which process it is.
    const left = await startEmbeddedPostgres({ dataDirectory: path.join(data, 'postgres') });
    await left.stop('immediate');
  }
  for (const part of ['postgres', 'postgres.json', 'stand-ins', 'secrets.json', 'demo.json']) {
    rmSync(path.join(data, part), { recursive: true, force: true });
  }
  return data;
}
