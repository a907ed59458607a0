import { z } from 'zod';
import { type KeyRing, parseKeyRing } from './crypto';

/** Empty strings in an env file mean "not set". */
const optionalText = z
  .string()
  .optional()
  .transform((text) => (text?.trim() ? text.trim() : undefined));

const flag = z
  .string()
  .optional()
  .transform((text) => text === '1' || text === 'true');

const TOKEN_CHARS_MIN = 16;

const EnvSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }),
  DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(200).default(16),
  APP_URL: z.url({ protocol: /^https?$/, error: 'must be the http(s) URL people open' }),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters'),
  ENCRYPTION_KEYS: z.string().transform((text, context): KeyRing => {
    try {
      return parseKeyRing(text);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: error instanceof Error ? error.message : 'invalid',
      });
      return z.NEVER;
    }
  }),
  STRIPE_SECRET_KEY: optionalText,
  STRIPE_WEBHOOK_SECRET: optionalText,
  STRIPE_API_BASE: optionalText,
  SMTP_URL: optionalText,
  MAIL_FROM: optionalText,
  INNGEST_DEV: optionalText,
  INNGEST_BASE_URL: optionalText,
  INNGEST_EVENT_KEY: optionalText,
  INNGEST_SIGNING_KEY: optionalText,
  METRICS_TOKEN: optionalText.refine(
    (text) => text === undefined || text.length >= TOKEN_CHARS_MIN,
    `must have at least ${TOKEN_CHARS_MIN} characters`,
  ),
  ROUTER_ALLOW_LOOPBACK: flag,
  DEMO_MODE: flag,
  TRUST_PROXY: flag,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Env = z.infer<typeof EnvSchema>;

let cached: Env | undefined;

/**
 * Returns the validated environment. Throws one error that names every invalid variable and its expected form, but
 * never a value, because values here are secrets.
 */
export function env(): Env {
  // biome-ignore lint/style/noProcessEnv: this is the one place that reads it
  cached ??= parseEnv(process.env);
  return cached;
}

export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = EnvSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return source[name] === undefined ? `${name} is missing` : `${name} ${issue.message}`;
  });
  throw new Error(`The environment is not complete: ${faults.join('; ')}.`);
}

/** For tests that change the environment between cases. */
export function resetEnv(): void {
  cached = undefined;
}

/** Whether an SMTP server is configured; without one, notifications are kept as `not_configured`. */
export function isMailConfigured(): boolean {
  return env().SMTP_URL !== undefined;
}
