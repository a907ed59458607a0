import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { RouterSimulatorOptions } from '@/stand-ins/routeros/simulator';

export type RouterProcessOptions = RouterSimulatorOptions & {
  /** PPP secrets on the router from the start, each with 14 properties to print. */
  secretCount?: number;
};

export type ProcessAddress = {
  port: number;
  user: string;
  password: string;
  /** URL of the HTTP control, which drives a router in another process. */
  controlUrl: string;
};

export type RouterProcess = ProcessAddress & {
  host: string;
  /** `GET` of one of this router's views in the control, such as `rows?menu=ppp/secret`. */
  view(name: string): Promise<unknown>;
  /** `POST` of one of this router's actions in the control, such as `fault`. */
  act(name: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
};

/**
 * Starts a router in its own process, so that its work does not count as its client's.
 * @throws Error when the process exits before it listens, or an action is rejected.
 */
export async function startRouterProcess(
  options: RouterProcessOptions = {},
): Promise<RouterProcess> {
  const script = path.join(import.meta.dirname, 'router-process-child.ts');
  const child = fork(script, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
  const exited = once(child, 'exit');
  const [address] = (await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => {
      throw new Error(`the router process ended with ${code} before it listened`);
    }),
  ])) as [ProcessAddress];
  const ask = async (name: string, init?: RequestInit): Promise<unknown> => {
    const response = await fetch(`${address.controlUrl}/routers/0/${name}`, init);
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    ...address,
    host: '127.0.0.1',
    view: (name) => ask(name),
    act: (name, body = {}) =>
      ask(name, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    close: async () => {
      child.disconnect();
      await exited;
    },
  };
}
