import { randomBytes } from 'node:crypto';
import pino from 'pino';

/** Paths whose values never reach a log line, whoever logs them. */
const redact = [
  'password',
  '*.password',
  'secret',
  '*.secret',
  'token',
  '*.token',
  'authorization',
  '*.authorization',
  'cookie',
  '*.cookie',
  '*.passwordSealed',
];

// biome-ignore lint/style/noProcessEnv: logging must work before, and while, the environment is validated
const level = process.env['LOG_LEVEL'] ?? 'info';

export const log = pino({ level, redact: { paths: redact, censor: '[hidden]' }, base: null });

/**
 * Logs a defect and returns the id to show to the person, so that what they quote finds the line.
 * Only for the third kind of error: neither an outcome nor a refusal.
 */
export function logDefect(error: unknown, context: Record<string, unknown> = {}): string {
  const id = randomBytes(5).toString('hex');
  log.error(
    { ...context, id, err: error instanceof Error ? error : new Error(String(error)) },
    'defect',
  );
  return id;
}
