/** JSON bodies of about this many bytes that are as expensive as possible to parse. */
export function hostileJson(bytes: number): Record<string, Buffer> {
  const repeated = (part: string, before: string, after: string) =>
    Buffer.from(before + part.repeat(Math.floor(bytes / part.length)) + after);
  const half = Math.floor(bytes / 2);
  return {
    'deep lists': Buffer.from('['.repeat(half) + ']'.repeat(half)),
    'deep objects': Buffer.from(
      `${'{"a":'.repeat(Math.floor(bytes / 6))}1${'}'.repeat(Math.floor(bytes / 6))}`,
    ),
    'an end that never comes': repeated('[', '', ''),
    'many empty lists': repeated('[],', '[', '0]'),
    'many empty objects': repeated('{},', '[', '0]'),
    'many numbers': repeated('1,', '[', '1]'),
    'many names': Buffer.from(
      `{${Array.from({ length: Math.floor(bytes / 9) }, (_, index) => `"${index.toString(36)}":0`).join(',')}}`,
    ),
  };
}

/** The same size, but one plain string, such as a step may store. */
export function ordinaryJson(bytes: number): Buffer {
  return Buffer.from(JSON.stringify({ note: 'a "b" [c] {d}, '.repeat(Math.floor(bytes / 17)) }));
}

/** Minimum processor time over several turns, in milliseconds: wall time would include other processes. */
export async function quickest(work: () => unknown, turns = 3): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < turns; turn += 1) {
    const began = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}
