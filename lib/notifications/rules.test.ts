import { describe, expect, test } from 'vitest';
import { mailTemplates, notificationStates } from '@/lib/kit/words';
import {
  ATTEMPTS_MAX,
  canResend,
  decideUsageMail,
  mailTopicOf,
  QUIET_MS,
  readMailFailure,
  retryDelayMs,
  smtpFailureOf,
} from './rules';

const now = new Date('2031-03-01T10:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const GRANT = '7';

describe('usage emails within an hour', () => {
  test('send the first one immediately', () => {
    expect(decideUsageMail({ percent: 50, grant: GRANT }, [], now)).toEqual({
      kind: 'queue',
      dueAt: now,
    });
  });

  test('skip a threshold lower than one already reported', () => {
    const recent = [{ percent: 80, sentAt: minutesAgo(5), grant: GRANT }];
    expect(decideUsageMail({ percent: 50, grant: GRANT }, recent, now)).toEqual({
      kind: 'superseded',
    });
  });

  test('hold a higher threshold until an hour after the last email', () => {
    const recent = [{ percent: 50, sentAt: minutesAgo(20), grant: GRANT }];
    const dueAt = new Date(minutesAgo(20).getTime() + QUIET_MS);
    expect(decideUsageMail({ percent: 80, grant: GRANT }, recent, now)).toEqual({
      kind: 'queue',
      dueAt,
    });
  });

  test('report the end of the data immediately', () => {
    const recent = [{ percent: 80, sentAt: minutesAgo(1), grant: GRANT }];
    const told = { kind: 'queue', dueAt: now };
    expect(decideUsageMail({ percent: 100, grant: GRANT }, recent, now)).toEqual(told);
  });

  test('start all thresholds again after new data', () => {
    const recent = [{ percent: 100, sentAt: minutesAgo(30), grant: '6' }];
    expect(decideUsageMail({ percent: 50, grant: GRANT }, recent, now).kind).toBe('queue');
  });
});

describe('an email that the server did not accept', () => {
  test('is retried for at least a day with growing delays, and then given up', () => {
    const delays = Array.from({ length: ATTEMPTS_MAX }, (_, tries) => retryDelayMs(tries + 1));
    expect(delays.at(-1)).toBeNull();
    const waits = delays.slice(0, -1).map(Number);
    expect(waits).toEqual(waits.toSorted((left, right) => left - right));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(24 * 60 * 60_000);
  });

  test.each([
    [{ code: 'EENVELOPE', responseCode: 550 }, 'message', 'refused 550'],
    [{ code: 'EMESSAGE', responseCode: 554 }, 'message', 'refused 554'],
    [{ code: 'EENVELOPE', responseCode: 451 }, 'later', 'postponed 451'],
    [{ code: 'EAUTH', responseCode: 535 }, 'server', 'login_refused 535'],
    [{ code: 'ESOCKET' }, 'server', 'unreachable ESOCKET'],
    [{ code: 'ETIMEDOUT' }, 'server', 'unreachable ETIMEDOUT'],
    [{}, 'server', 'unreachable UNKNOWN'],
  ] as const)('%o refers to the %s', (error, scope, detail) => {
    expect(smtpFailureOf(error)).toEqual({ scope, detail });
  });
});

test('only emails about usage and renewals can be switched off', () => {
  const optional = mailTemplates.filter((template) => mailTopicOf(template) !== null);
  expect(optional).toEqual(['service_stopped', 'service_restored', 'data_alert', 'data_used_up']);
});

describe('an email that did not arrive', () => {
  test.each([
    [
      { code: 'EAUTH', responseCode: 535 },
      { kind: 'login_refused', code: '535' },
    ],
    [{ code: 'ECONNECTION' }, { kind: 'unreachable', code: 'ECONNECTION' }],
    [
      { code: 'EENVELOPE', responseCode: 450 },
      { kind: 'postponed', code: '450' },
    ],
    [
      { code: 'EENVELOPE', responseCode: 550 },
      { kind: 'refused', code: '550' },
    ],
  ])('after %o shows staff %o', (error, failure) => {
    expect(readMailFailure(smtpFailureOf(error).detail)).toEqual(failure);
  });

  test('names the defect in the log when it could not be composed, and quotes any other text unchanged', () => {
    expect(readMailFailure('defect a1b2')).toEqual({ kind: 'defect', code: 'a1b2' });
    expect(readMailFailure('odd words')).toEqual({ kind: 'unknown', code: 'odd words' });
  });

  test('can be resent, unless it was sent, is waiting or was correctly suppressed', () => {
    expect(notificationStates.filter(canResend)).toEqual(['failed', 'not_configured']);
  });
});
