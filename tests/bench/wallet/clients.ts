import { timed } from '../harness';

/** What one case took: the operations per second of all clients together, and the milliseconds of each operation. */
export type Taken = { rate: number; waits: number[] };

/** Runs `count` operations, shared by so many clients; each starts its next when its last is done. */
export async function runClients(
  { clients, count }: { clients: number; count: number },
  work: (n: number) => Promise<unknown>,
): Promise<Taken> {
  const waits: number[] = [];
  let next = 0;
  const client = async () => {
    for (let n = next++; n < count; n = next++) waits.push(await timed(() => work(n)));
  };
  const took = await timed(() => Promise.all(Array.from({ length: clients }, client)));
  return { rate: (count / took) * 1000, waits };
}
