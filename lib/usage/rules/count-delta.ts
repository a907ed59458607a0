import type { CounterKind, HeldReason } from '@/lib/kit/words';
import { CLOCK_SLACK_SECONDS, type PollFacts, secondsSince } from './poll-time';
import { type LineRates, rateInForce } from './rates';

/** What a router counted for one session since it began, in bytes from the customer's view. */
export type Counters = { downBytes: bigint; upBytes: bigint };

/** A session's state in one poll. */
export type SessionReading = Counters & {
  kind: CounterKind;
  sessionKey: string;
  /** How long the session has run; null if the router does not report it, or the counter outlives sessions. */
  uptimeSeconds: number | null;
  /** The counter restarts at zero with the router, whatever its key. */
  endsAtReboot?: boolean | undefined;
  /** Width of the router's counter: a 32-bit counter wraps to 0 at 2^32. */
  counterBits?: 32 | 64 | undefined;
};

/** A session's state in the last poll that saw it. */
export type LastReading = Counters & { sessionKey: string; polledAt: Date };

export type Delta =
  | { kind: 'counted'; downBytes: bigint; upBytes: bigint }
  /** The first poll of a router, or of this kind of counter on it: stored as the start, not booked. */
  | { kind: 'baseline' }
  | ({ kind: 'doubtful' } & Doubt);

/** Bytes that are not booked automatically: staff decide. */
export type Doubt = {
  /** `too_fast`: more than the line can carry. `unknown_start`: it is unknown when the session began to count. */
  reason: HeldReason;
  downBytes: bigint;
  upBytes: bigint;
  /** The start of the period in which they were used; null if unknown. */
  fromAt: Date | null;
  /** The most that would have been booked; null if there was no bound. */
  bound: Counters | null;
};

const WRAP_32 = 1n << 32n;
/** Faster than any access line sold; the bound if we set no rate. */
const RATE_MAX_BITS_PER_SECOND = 10_000_000_000n;
/** Counters lag slightly behind traffic, so a poll shortly after another sees more than its share. */
const ELAPSED_SECONDS_MIN = 10;

/**
 * Computes a session's traffic since the last poll. `last` contains every session of the login that an earlier poll
 * saw. Only differences are booked, so a lost poll costs nothing while the session lives, and a repeated one books
 * nothing.
 */
export function countDelta(
  reading: SessionReading,
  last: readonly LastReading[],
  poll: PollFacts,
  rates: LineRates,
): Delta {
  const { lastPolledAt } = poll;
  if (lastPolledAt === null) return { kind: 'baseline' };
  const sinceLastPoll = secondsSince(lastPolledAt, poll);
  const since = (fromAt: Date, seconds: number) => ({ fromAt, seconds, poll, rates });
  const same = last.find((row) => row.sessionKey === reading.sessionKey);
  if (same) {
    const elapsed = secondsSince(same.polledAt, poll);
    const endsAtReboot = reading.uptimeSeconds !== null || reading.endsAtReboot === true;
    const beganAnew = endsAtReboot && hasRebooted(poll, elapsed);
    const delta = beganAnew ? reading : difference(reading, same);
    return bounded(delta, since(same.polledAt, elapsed));
  }
  // If the last poll did not read this kind, the session's absence from it means nothing.
  if (!poll.lastKinds.includes(reading.kind)) return { kind: 'baseline' };
  if (hasStartedSince(reading, sinceLastPoll, poll)) {
    // Bounded by its uptime: a session read while another replaced it shows the old one's bytes.
    const ran = Math.min(sinceLastPoll, reading.uptimeSeconds ?? sinceLastPoll);
    return bounded(reading, since(lastPolledAt, ran));
  }
  // The last poll must have seen this session, so only its key is new: continue from its counters then.
  const before = lastSeenBelow(reading, last, lastPolledAt);
  if (before !== undefined) {
    return bounded(difference(reading, before), since(lastPolledAt, sinceLastPoll));
  }
  const { downBytes, upBytes } = reading;
  return {
    kind: 'doubtful',
    ...{ reason: 'unknown_start', downBytes, upBytes, fromAt: null, bound: null },
  };
}

/** Sessions end when their router reboots; counters that outlive sessions may survive that too. */
function hasRebooted(poll: PollFacts, secondsAgo: number): boolean {
  return poll.routerUptimeSeconds !== null && poll.routerUptimeSeconds < secondsAgo;
}

/**
 * A poll reads every counter of the kinds it covers, so one that the last poll did not see did not exist then and has
 * counted from zero since.
 */
function hasStartedSince(reading: SessionReading, seconds: number, poll: PollFacts): boolean {
  if (reading.uptimeSeconds === null) return true;
  return hasRebooted(poll, seconds) || reading.uptimeSeconds <= seconds + CLOCK_SLACK_SECONDS;
}

/** Returns the highest counters of the last poll that these can have grown from. */
function lastSeenBelow(
  reading: Counters,
  last: readonly LastReading[],
  lastPolledAt: Date,
): LastReading | undefined {
  return last
    .filter(
      (row) =>
        row.polledAt.getTime() >= lastPolledAt.getTime() &&
        row.downBytes <= reading.downBytes &&
        row.upBytes <= reading.upBytes,
    )
    .sort((a, b) => (a.downBytes < b.downBytes ? 1 : -1))[0];
}

/** A counter that decreased was reset and counts from 0; both directions of a session are reset together. */
function difference(reading: SessionReading, last: Counters): Counters {
  const width = reading.counterBits ?? 64;
  const fell = reading.downBytes < last.downBytes || reading.upBytes < last.upBytes;
  if (!fell) return subtract(reading, last);
  return width === 32 && hasWrapped(reading, last)
    ? {
        downBytes: wrapped(reading.downBytes, last.downBytes),
        upBytes: wrapped(reading.upBytes, last.upBytes),
      }
    : reading;
}

function subtract(reading: Counters, last: Counters): Counters {
  return {
    downBytes: reading.downBytes - last.downBytes,
    upBytes: reading.upBytes - last.upBytes,
  };
}

/**
 * A wrap and a reset look the same in one number. It is a wrap if a counter in the upper half decreased while the
 * other direction did not, or was in the upper half too.
 */
function hasWrapped(reading: Counters, last: Counters): boolean {
  const mayWrap = (now: bigint, before: bigint) => now >= before || before >= WRAP_32 / 2n;
  return mayWrap(reading.downBytes, last.downBytes) && mayWrap(reading.upBytes, last.upBytes);
}

function wrapped(now: bigint, before: bigint): bigint {
  return now >= before ? now - before : now + WRAP_32 - before;
}

type Interval = { fromAt: Date; seconds: number; poll: PollFacts; rates: LineRates };

function bounded({ downBytes, upBytes }: Counters, interval: Interval): Delta {
  const { fromAt, seconds, poll, rates } = interval;
  // If the clock was set back, the start is after the end.
  const rate = rateInForce(rates, fromAt < poll.polledAt ? fromAt : poll.polledAt);
  const bound = {
    downBytes: bytesMax(rate.downBitsPerSecond, seconds),
    upBytes: bytesMax(rate.upBitsPerSecond, seconds),
  };
  const isPossible = downBytes <= bound.downBytes && upBytes <= bound.upBytes;
  return isPossible
    ? { kind: 'counted', downBytes, upBytes }
    : { kind: 'doubtful', reason: 'too_fast', downBytes, upBytes, fromAt, bound };
}

/** Twice what the line carries in that time, so that bursts and late polls are never held. */
function bytesMax(bitsPerSecond: bigint | null, elapsedSeconds: number): bigint {
  const seconds = Math.ceil(Math.max(elapsedSeconds, ELAPSED_SECONDS_MIN));
  return ((bitsPerSecond ?? RATE_MAX_BITS_PER_SECOND) * BigInt(seconds) * 2n) / 8n;
}
