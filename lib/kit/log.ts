import { randomBytes } from 'node:crypto';
import pino from 'pino';

/** Fields whose values never reach a log line, down to the fourth level of nesting. */
const hiddenFields = [
  ...['password', 'newPassword', 'currentPassword', 'servicePassword', 'passwordHash'],
  ...['passwordSealed', 'secret', 'token', 'authorization', 'cookie'],
];
const levels = ['', '*.', '*.*.', '*.*.*.'];
const paths = levels.flatMap((level) => hiddenFields.map((field) => `${level}${field}`));

// biome-ignore lint/style/noProcessEnv: logging must work before, and while, the environment is validated
const level = process.env['LOG_LEVEL'] ?? 'info';

export const log = pino({
  level,
  redact: { paths, censor: '[hidden]' },
  base: null,
  serializers: { err: (error: unknown) => describeError(error) },
});

const CAUSES_MAX = 4;
/** Error properties of vendors and PostgreSQL that are safe to log; none contains user input. */
const factNames = [
  ...['code', 'severity', 'routine', 'table_name', 'column_name', 'constraint_name'],
  ...['statusCode', 'requestId', 'errno', 'syscall'],
];

/**
 * Describes an error without its values: a failed statement carries its parameters and PostgreSQL quotes rejected
 * input, and either may be a name, an address or a secret.
 */
function describeError(error: unknown, causes = CAUSES_MAX): unknown {
  if (!(error instanceof Error)) return typeof error;
  const properties = Object.entries(error);
  return {
    type: error.name,
    message: messageWithoutValues(error),
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...Object.fromEntries(properties.filter(([name]) => factNames.includes(name))),
    ...(error.cause === undefined || causes === 0
      ? {}
      : { cause: describeError(error.cause, causes - 1) }),
  };
}

function messageWithoutValues(error: Error): string {
  const [statement = ''] = error.message.split('\nparams:');
  // PostgreSQL quotes names of tables and constraints too; those are logged as separate properties.
  return 'severity' in error ? statement.replace(/"[^"]*"/g, '"…"') : statement;
}

/**
 * Logs a defect and returns the id to show to the person, so that quoting it finds the log line. Only for defects,
 * not for business outcomes or refusals.
 */
export function logDefect(error: unknown, context: Record<string, unknown> = {}): string {
  const id = randomBytes(5).toString('hex');
  log.error(
    { ...context, id, err: error instanceof Error ? error : new Error(String(error)) },
    'defect',
  );
  return id;
}
