import { z } from 'zod';
import { faultNames } from './fault-catalog';

const Redial = z.enum(['immediate', '10s', 'never']).default('immediate');
export const Dial = z.object({
  kind: z.enum(['ppp', 'hotspot', 'dhcp', 'static']).default('ppp'),
  login: z.string().min(1),
  password: z.string().default(''),
  mac: z.string().default('02:00:00:00:00:01'),
  redial: Redial,
});
export const Login = z.object({ login: z.string().min(1) });
const Bits = z.number().int().nonnegative();
export const Traffic = z.object({ login: z.string().min(1), up: Bits, down: Bits });
export const Advance = z.object({ ms: z.number().int().positive() });
export const Rights = z.object({
  isReadOnly: z.boolean().optional(),
  secrets: z.enum(['shown', 'masked', 'absent']).optional(),
});
export const Skew = z.object({ ms: z.number().int() });
export const Slow = z.object({ isSlow: z.boolean() });
export const Reachable = z.object({ isReachable: z.boolean() });
export const Run = z.object({
  command: z.string().startsWith('/'),
  args: z.record(z.string(), z.string()).default({}),
});

const Hangup = z.enum(['fin', 'rst']).default('fin');
const strike = {
  on: z.string().optional(),
  connection: Bits.optional(),
  nth: Bits.optional(),
  times: Bits.optional(),
};
export const Fault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept-then-close'), ...strike }),
  z.object({ kind: z.literal('silent'), ...strike }),
  z.object({ kind: z.literal('reject-login'), ...strike }),
  z.object({ kind: z.literal('latency'), ms: Bits, jitterMs: Bits.optional(), ...strike }),
  z.object({ kind: z.literal('slow-print'), msPerRow: z.number().nonnegative(), ...strike }),
  z.object({
    kind: z.literal('drop-mid-reply'),
    by: Hangup,
    afterBytes: Bits.optional(),
    ...strike,
  }),
  z.object({ kind: z.literal('commit-then-drop'), by: Hangup, ...strike }),
  z.object({ kind: z.literal('drop-before-commit'), by: Hangup, ...strike }),
  z.object({
    kind: z.literal('split'),
    at: z.enum(['every-byte', 'lone-length', 'lone-final-zero']),
    ...strike,
  }),
  z.object({
    kind: z.literal('fatal'),
    message: z.string().optional(),
    as: z.enum(['word', 'attribute']).optional(),
    ...strike,
  }),
  z.object({ kind: z.literal('trap'), messages: z.array(z.string()).min(1), ...strike }),
  z.object({ kind: z.literal('empty'), ...strike }),
  z.object({ kind: z.literal('unknown-reply'), word: z.string().optional(), ...strike }),
  z.object({ kind: z.literal('stray-tag'), tag: z.string().optional(), ...strike }),
  z.object({ kind: z.literal('interleave'), ...strike }),
]);

export const Arm = z.object({
  name: z.enum(faultNames),
  login: z.string().default(''),
  otherCertificate: z.object({ key: z.string(), cert: z.string() }).optional(),
});
export const ArmedName = Arm.pick({ name: true });
