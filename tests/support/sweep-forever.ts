import { getDb } from '@/db/client';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';

// A separate sweeper process for the crash test: sweeps small chunks until it is killed.
getDb();
const now = new Date(process.argv[2] ?? '');
process.stdout.write('sweeping\n');
for (;;) {
  const { more } = await sweepRecurrences(
    { actor: { kind: 'system', job: 'test' }, now },
    { size: 5 },
  );
  process.stdout.write('.');
  if (!more) await new Promise((resolve) => setTimeout(resolve, 5));
}
