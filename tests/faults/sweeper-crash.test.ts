import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  at,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { programOf } from '@/tests/support/program';

const SERVICES = 120;
const due = at(start, { days: 7 });

beforeAll(async () => {
  await givenOperator();
  const { itemId } = await givenPlan();
  for (let made = 0; made < SERVICES; made += 2) {
    // Credit covers the first period of both and the second of one, so half of them run short.
    const customerId = await givenCustomer({ balance: 1_500n });
    await givenService({ customerId, itemId });
    await givenService({ customerId, itemId });
  }
});

function startSweeper(): ChildProcess {
  return spawn(process.execPath, [programOf('tests/support/sweep-forever.ts'), due.toISOString()], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: process.env,
  });
}

async function killAfter(sweeper: ChildProcess, chunks: number): Promise<void> {
  let seen = 0;
  for await (const part of sweeper.stdout ?? []) {
    seen += String(part).split('.').length - 1;
    if (seen >= chunks) break;
  }
  sweeper.kill('SIGKILL');
  if (sweeper.exitCode === null && sweeper.signalCode === null) await once(sweeper, 'exit');
}

describe('sweepers that are killed at any point while others run beside them', () => {
  it('decide and charge each period once, and leave no partial writes', async () => {
    await Promise.all([
      killAfter(startSweeper(), 2),
      killAfter(startSweeper(), 4),
      killAfter(startSweeper(), 1),
    ]);
    const rest = [0, 1].map(async (index) => {
      for (let more = true; more; )
        ({ more } = await sweepRecurrences(systemCtx(due), { size: 7, runner: { index, of: 2 } }));
    });
    await Promise.all(rest);

    const [count] = await getSql()<
      { decided: number; allocated: number; withheld: number; due: number }[]
    >`
      select (select count(*)::int from periods where index = 1) as decided,
             (select count(*)::int from periods where index = 1 and outcome = 'allocated') as allocated,
             (select count(*)::int from service_holds where reason = 'no_credit') as withheld,
             (select count(*)::int from schedule where not held and next_due <= ${due.toISOString()}) as due`;
    expect(count).toEqual({
      decided: SERVICES,
      allocated: SERVICES / 2,
      withheld: SERVICES / 2,
      due: 0,
    });
    expect(await brokenLedgerRules()).toEqual([]);
  });
});
