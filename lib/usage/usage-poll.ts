import { z } from 'zod';
import { counterKinds } from '@/lib/kit/words';

const bytes = z.bigint().min(0n);

/** One session, or one counter that outlives sessions, as reported by the router. */
export const UsageReading = z.object({
  login: z.string(),
  /** Set if the router's row identifies the service itself rather than a login. */
  serviceId: z.number().int().positive().nullable().default(null),
  kind: z.enum(counterKinds),
  sessionKey: z.string(),
  downBytes: bytes,
  upBytes: bytes,
  uptimeSeconds: z.number().min(0).nullable(),
  endsAtReboot: z.boolean().optional(),
  counterBits: z.union([z.literal(32), z.literal(64)]).optional(),
});

/** One read of a router's counters. */
export const UsagePoll = z.object({
  routerId: z.number().int().positive(),
  /** When the counters were read, by our clock: routers' clocks are often wrong. */
  polledAt: z.date(),
  /** Null if it was not read; then no reboot is assumed. */
  routerUptimeSeconds: z.number().min(0).nullable(),
  readings: z.array(UsageReading).readonly(),
  /** Only some sessions were read, such as those about to be disconnected; it says nothing about the others. */
  isPartial: z.boolean().default(false),
});

export type UsageReading = z.output<typeof UsageReading>;
export type NewUsagePoll = z.input<typeof UsagePoll>;
export type UsagePoll = z.output<typeof UsagePoll>;
