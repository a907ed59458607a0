import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { RouterSimulatorOptions } from '@/stand-ins/routeros/simulator';

export type RouterProcessOptions = RouterSimulatorOptions & {
  /** PPP secrets the router holds from the start, each with 14 properties to print. */
  secretCount?: number;
};

export type ProcessAddress = {
  port: number;
  user: string;
  password: string;
  /** Of the HTTP control, which steers a router in another process. */
  controlUrl: string;
};

export type RouterProcess = ProcessAddress & {
  host: string;
  /** `GET` of one of the control's views of this router, such as `rows?menu=ppp/secret`. */
  view(name: string): Promise<unknown>;
  /** `POST` of one of the control's actions on this router, such as `fault`. */
  act(name: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
};

/**
 * A router in a process of its own, so that its work does not count as its client's.
 * @throws Error when the process ends before it listens, or an action is refused.
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
