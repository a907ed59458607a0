import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@/lib/kit/log';
import { readFault } from './read-fault';

/** What PostgreSQL says to one of two transactions that cannot both go on: a serialization failure, a deadlock. */
const conflictCodes: readonly string[] = ['40001', '40P01'];
const TRIES = 5;
/** Grows with every try, and is random: two that met must not meet again. */
const PAUSE_MS = 40;

/** On globalThis, because Next loads this module once per bundle. */
const holder = globalThis as typeof globalThis & { netpurseConflicts?: number };

/**
 * Runs a whole transaction again when the database ended it in favour of another one; the last try throws. Sound
 * because a transaction that was rolled back has done nothing, so `work` must change nothing outside the database.
 */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const { code } = readFault(error);
      if (tries === TRIES || !conflictCodes.includes(code)) throw error;
      holder.netpurseConflicts = countConflicts() + 1;
      log.warn({ code, tries }, 'a transaction met another one and is tried again');
      await sleep(randomInt(PAUSE_MS * tries));
    }
  }
}

/** Transactions of this process that were tried again since it started. */
export function countConflicts(): number {
  return holder.netpurseConflicts ?? 0;
}
