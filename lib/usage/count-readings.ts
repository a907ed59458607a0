import type { TxCtx } from '@/lib/context';
import type { HeldReading } from './held-store';
import { listServicesById, listServicesByLogin, type MeteredService } from './lookups/metering';
import { countDelta, type LastReading } from './rules/count-delta';
import { isReadingBooked, type PollFacts } from './rules/poll-time';
import { loadCounters, type SavedCounter, type ServiceUsage } from './store';
import type { UsagePoll, UsageReading } from './usage-poll';

/** What one service used in this poll, over all its sessions. */
export type CountedService = ServiceUsage &
  Pick<MeteredService, 'customerId' | 'action' | 'direction'>;
export type CountedPoll = {
  /** Services with usage, in id order. */
  usage: CountedService[];
  counters: SavedCounter[];
  /** Readings that are not booked until staff decide. */
  held: HeldReading[];
  unknown: number;
};

/** Converts counters into differences: matches logins to services and each session to its last reading. */
export async function countReadings(
  ctx: TxCtx,
  poll: UsagePoll,
  facts: PollFacts,
): Promise<CountedPoll> {
  const readings = uniqueSessions(poll.readings.filter(isStorable));
  const logins = [...new Set(readings.map((reading) => reading.login))];
  const last = await loadCounters(ctx, poll.routerId, logins);
  const ownerOf = await findOwners(ctx, readings);
  const usage = new Map<number, CountedService>();
  const counted: CountedPoll = {
    usage: [],
    counters: [],
    held: [],
    unknown: poll.readings.filter((reading) => !isStorable(reading)).length,
  };
  for (const reading of readings) {
    const known = last.get(reading.login) ?? [];
    if (isStale(reading, known, facts)) continue;
    counted.counters.push(reading);
    const owner = ownerOf(reading);
    if (owner === undefined) {
      counted.unknown += 1;
      continue;
    }
    const delta = countDelta(reading, known, facts, owner.rates);
    if (delta.kind === 'doubtful') {
      const { kind: _kind, ...doubt } = delta;
      const { login, sessionKey } = reading;
      counted.held.push({ serviceId: owner.serviceId, login, sessionKey, ...doubt });
    }
    if (delta.kind === 'counted') addUsage(usage, owner, delta);
  }
  counted.usage = [...usage.values()]
    .filter((row) => row.downBytes > 0n || row.upBytes > 0n)
    .sort((a, b) => a.serviceId - b.serviceId);
  return counted;
}

const BYTES_MAX = 2n ** 63n - 1n;

/** A router can return anything: one unstorable row must not fail the poll for all others. */
function isStorable(reading: UsageReading): boolean {
  const texts = [reading.login, reading.sessionKey];
  return (
    texts.every((text) => text !== '' && text.length <= 255 && !text.includes('\0')) &&
    reading.downBytes <= BYTES_MAX &&
    reading.upBytes <= BYTES_MAX
  );
}

/** Logins match case-insensitively; a duplicate session counts once, with its higher counters. */
function uniqueSessions(readings: readonly UsageReading[]): UsageReading[] {
  const sessions = new Map<string, UsageReading>();
  for (const reading of readings) {
    const login = reading.login.toLowerCase();
    const key = `${login}\n${reading.sessionKey}`;
    const other = sessions.get(key);
    if (!other || other.downBytes < reading.downBytes) sessions.set(key, { ...reading, login });
  }
  return [...sessions.values()];
}

/** A reading older than the one already booked for its session: from a late job, whose bytes are booked. */
function isStale(reading: UsageReading, last: readonly LastReading[], facts: PollFacts): boolean {
  const same = last.find((row) => row.sessionKey === reading.sessionKey);
  return same !== undefined && isReadingBooked(same.polledAt, facts);
}

async function findOwners(ctx: TxCtx, readings: readonly UsageReading[]) {
  const named = readings.flatMap(({ serviceId }) => (serviceId === null ? [] : [serviceId]));
  const logins = readings.flatMap((row) => (row.serviceId === null ? [row.login] : []));
  const byLogin = new Map<string | null, MeteredService>();
  for (const row of await listServicesByLogin(ctx, logins)) byLogin.set(row.login, row);
  const byId = new Map<number, MeteredService>();
  if (named.length > 0) {
    for (const row of await listServicesById(ctx, named)) byId.set(row.serviceId, row);
  }
  return (reading: UsageReading) =>
    reading.serviceId === null ? byLogin.get(reading.login) : byId.get(reading.serviceId);
}

function addUsage(
  usage: Map<number, CountedService>,
  owner: MeteredService,
  delta: { downBytes: bigint; upBytes: bigint },
): void {
  const { serviceId, customerId, action, direction } = owner;
  const sum = usage.get(serviceId);
  usage.set(serviceId, {
    serviceId,
    customerId,
    action,
    direction,
    downBytes: (sum?.downBytes ?? 0n) + delta.downBytes,
    upBytes: (sum?.upBytes ?? 0n) + delta.upBytes,
  });
}
