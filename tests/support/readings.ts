import { counterKinds } from '@/lib/kit/words';
import type { LastReading, SessionReading } from '@/lib/usage/rules/count-delta';
import type { PollFacts } from '@/lib/usage/rules/poll-time';
import type { LineRates } from '@/lib/usage/rules/rates';

export const t0 = new Date('2026-03-02T09:00:00Z');
export const later = (seconds: number) => new Date(t0.getTime() + seconds * 1000);
export const line = (bitsPerSecond: bigint | null, past: LineRates['past'] = []): LineRates => ({
  present: { downBitsPerSecond: bitsPerSecond, upBitsPerSecond: bitsPerSecond },
  past,
});
export const left = (bitsPerSecond: bigint | null, until: Date | null) => ({
  ...{ downBitsPerSecond: bitsPerSecond, upBitsPerSecond: bitsPerSecond, until },
});
export const anyRate = line(null);
export const MEGABIT = 1_000_000n;

export const poll = (over: Partial<PollFacts> = {}): PollFacts => ({
  polledAt: later(300),
  lastPolledAt: t0,
  lastKinds: counterKinds,
  routerUptimeSeconds: 1_000_000,
  lastRouterUptimeSeconds: null,
  ...over,
});
export const reading = (over: Partial<SessionReading> = {}): SessionReading => ({
  kind: 'ppp',
  sessionKey: 'a',
  downBytes: 5_000n,
  upBytes: 500n,
  uptimeSeconds: 10_000,
  ...over,
});
export const last = (over: Partial<LastReading> = {}): LastReading => ({
  sessionKey: 'a',
  downBytes: 4_000n,
  upBytes: 300n,
  polledAt: t0,
  ...over,
});
