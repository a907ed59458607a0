import type { Demo } from '@/demo/start';
import { secondsSince } from './progress';

/** Starts, says where everything is, and ends every part on Ctrl-C. */
export async function serve(title: string, start: () => Promise<Demo>): Promise<void> {
  const startedAt = performance.now();
  process.stdout.write(`\n${title}\n`);
  const interrupted = untilInterrupted();
  const starting = start();
  const first = await Promise.race([starting, interrupted]);
  if (first === 'interrupted') {
    // The parts that are up already must still be ended, whatever the rest of the start does.
    await starting.then((demo) => demo.stop()).catch(() => undefined);
    return;
  }
  describe(first, secondsSince(startedAt));
  await interrupted;
  process.stdout.write('\n  Stopping … ');
  await first.stop();
  process.stdout.write('done\n');
}

function describe({ url, port, signIns }: Demo, seconds: string): void {
  const lines = [
    '',
    `  Ready after ${seconds} s`,
    '',
    `  Netpurse      ${url}`,
    `  Caught mail   http://mail.localhost:${port}`,
    '',
    ...signIns.map(({ who, email, password }) => `  ${who.padEnd(13)} ${email}  ${password}`),
    '',
    '  Payments, routers and mail are stand-ins on this machine: nothing is charged, nobody is written to.',
    '  Ctrl-C stops everything.',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

/** Resolves on Ctrl-C, on a request to end, and when the process that started this one was killed. */
export function untilInterrupted(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve('interrupted'));
    }
    // The process that started this one was killed.
    process.on('disconnect', () => resolve('interrupted'));
  });
}
