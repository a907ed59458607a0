import { z } from 'zod';
import { parseDurationMs } from './duration';

const Duration = z.string().transform((text, context): number => {
  const ms = parseDurationMs(text);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: `"${text}" is not a duration` });
  return z.NEVER;
});

const Limit = z.object({ limit: z.number().int().positive(), key: z.string().optional() });
const ConcurrencyLimit = Limit.extend({ scope: z.enum(['fn', 'env', 'account']).default('fn') });

const Concurrency = z
  .union([
    z.number().int().positive(),
    ConcurrencyLimit,
    z.array(z.union([z.number().int().positive(), ConcurrencyLimit])).max(2),
  ])
  .transform((given) =>
    (Array.isArray(given) ? given : [given]).map((one) =>
      typeof one === 'number' ? ConcurrencyLimit.parse({ limit: one }) : one,
    ),
  );

/** Inngest's default: the first attempt and four more. */
const DEFAULT_RETRIES = 4;

/** A function's registration as the SDK reports it on an in-band sync, reduced to the fields the executor uses. */
export const FunctionSpec = z
  .object({
    id: z.string().min(1),
    triggers: z.array(
      z.object({
        event: z.string().optional(),
        expression: z.string().optional(),
        cron: z.string().optional(),
      }),
    ),
    steps: z.object({
      step: z.object({
        retries: z.object({ attempts: z.number().int().min(0).max(20) }).optional(),
      }),
    }),
    idempotency: z.string().optional(),
    batchEvents: z
      .object({
        maxSize: z.number().int().positive(),
        timeout: Duration,
        key: z.string().optional(),
      })
      .optional(),
    rateLimit: Limit.extend({ period: Duration }).optional(),
    throttle: Limit.extend({
      period: Duration,
      burst: z.number().int().positive().default(1),
    }).optional(),
    debounce: z
      .object({ period: Duration, timeout: Duration.optional(), key: z.string().optional() })
      .optional(),
    concurrency: Concurrency.optional(),
    priority: z.object({ run: z.string().optional() }).optional(),
    timeouts: z.object({ start: Duration.optional(), finish: Duration.optional() }).optional(),
    singleton: z
      .object({ key: z.string().optional(), mode: z.enum(['skip', 'cancel']) })
      .optional(),
    cancel: z
      .array(
        z.object({ event: z.string(), if: z.string().optional(), timeout: z.string().optional() }),
      )
      .default([]),
  })
  .transform(({ steps, ...rest }) => ({
    ...rest,
    maxAttempts: (steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1,
  }));
export type FunctionSpec = z.infer<typeof FunctionSpec>;

/** Whether an event matches a trigger: `shop/*` matches every name that starts with `shop/`. */
export function listensTo(pattern: string, eventName: string): boolean {
  return pattern.endsWith('*') ? eventName.startsWith(pattern.slice(0, -1)) : pattern === eventName;
}
