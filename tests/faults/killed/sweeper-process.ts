import { setTimeout as sleep } from 'node:timers/promises';
import { getDb } from '@/db/client';
import { readFault } from '@/db/read-fault';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { system } from '@/tests/simulation/world';

/** Sweeps continuously in small chunks, so that it is nearly always in the middle of one. */
getDb();
process.stdout.write('ready\n');
for (;;) {
  try {
    const { more } = await sweepRecurrences(system(new Date()), { size: 3 });
    if (!more) await sweepSpecialPeriods(system(new Date()));
    if (!more) await sleep(5);
  } catch (error) {
    if (!readFault(error).isPassing) throw error;
    await sleep(50);
  }
}
