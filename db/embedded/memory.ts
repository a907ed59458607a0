import { readFile, rename, writeFile } from 'node:fs/promises';

/** A cluster's port and password: stored next to its directory, readable only by the owner. */
export type Memory = { port?: number; password: string };

export async function readMemory(file: string): Promise<Memory | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Memory);
}

/** Renamed into place, so that a kill or a full disk never leaves half a file. */
export async function writeMemory(file: string, memory: Memory): Promise<void> {
  await writeFile(`${file}.partial`, JSON.stringify(memory), { mode: 0o600 });
  await rename(`${file}.partial`, file);
}
