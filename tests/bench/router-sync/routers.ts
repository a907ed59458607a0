import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createRouter } from '@/lib/routers/create-router';
import { givenReached } from '@/tests/support/fixtures';

export type BenchRouters = {
  ports: readonly number[];
  /** Calls an action of the simulator's control, such as `dial` or `fault`. */
  act: (router: number, action: string, body?: unknown) => Promise<unknown>;
  stop: () => void;
};

/** Starts simulated routers in a separate process, each with some rows that are not ours. */
export async function startRouters(count: number, foreignSecrets: number): Promise<BenchRouters> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'tests/bench/router-sync/simulators.ts',
      String(count),
      String(foreignSecrets),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const { control, ports } = await firstLine(child);
  return {
    ports,
    act: async (router, action, body = {}) => {
      const answer = await fetch(`${control}/routers/${router}/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${action}: ${await answer.text()}`);
      return answer.json();
    },
    stop: () => child.kill(),
  };
}

async function firstLine(child: ChildProcess): Promise<{ control: string; ports: number[] }> {
  if (child.stdout === null) throw new Error('the simulators have no standard output');
  for await (const line of createInterface(child.stdout)) {
    return JSON.parse(line) as { control: string; ports: number[] };
  }
  throw new Error('the simulators did not start');
}

/** Creates the router's row as staff would, with the simulators' login and password. */
export async function addRouter(name: string, port: number): Promise<number> {
  const ctx = { actor: { kind: 'system', job: 'bench' }, now: new Date() } as const;
  const { routerId } = await createRouter(ctx, {
    name,
    siteId: null,
    host: '127.0.0.1',
    port,
    useTls: false,
    certificate: null,
    username: 'netpurse',
    password: 'router-secret',
    accessMethods: ['pppoe'],
    pppLocalAddress: '10.255.0.1',
  });
  await givenReached(routerId);
  return routerId;
}
