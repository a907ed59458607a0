import type { Demo } from '@/demo/start';
import { secondsSince } from '@/host/progress';
import { untilShutdown } from '@/host/shutdown';

/** Starts the demo, prints its addresses, and serves until Ctrl-C. */
export async function serve(title: string, start: () => Promise<Demo>): Promise<void> {
  const startedAt = performance.now();
  process.stdout.write(`\n${title}\n`);
  const demo = await start();
  describe(demo, secondsSince(startedAt));
  await untilShutdown();
}

function describe({ url, port, signIns }: Demo, seconds: string): void {
  const lines = [
    '',
    `  Ready after ${seconds} s`,
    '',
    `  Netpurse         ${url}`,
    `  Caught mail      http://mail.localhost:${port}`,
    '',
    ...signIns.map(({ who, email, password }) => `  ${who.padEnd(16)} ${email}  ${password}`),
    '',
    '  Payments, routers and mail are stand-ins on this machine: nothing is charged, nobody is written to.',
    '  Ctrl-C stops everything.',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}
