import { describe, expect, it } from 'vitest';
import { parseEnv } from './env';

const complete = {
  DATABASE_URL: 'postgres://netpurse@127.0.0.1/netpurse',
  APP_URL: 'https://portal.example',
  AUTH_SECRET: 'a-secret-of-more-than-thirty-two-characters',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
};

describe('the environment', () => {
  it('is accepted when complete, with defaults for the rest', () => {
    expect(parseEnv(complete)).toMatchObject({
      LOG_LEVEL: 'info',
      DEMO_MODE: false,
    });
  });

  it('lists every fault in one message', () => {
    const faults = {
      ...complete,
      DATABASE_URL: 'mysql://x',
      AUTH_SECRET: 'short',
      APP_URL: undefined,
    };
    expect(() => parseEnv(faults)).toThrow(
      /DATABASE_URL must be.*APP_URL is missing.*AUTH_SECRET must have/,
    );
  });

  it('never quotes a value, because values are secrets', () => {
    const secret = 'short-secret';
    try {
      parseEnv({ ...complete, AUTH_SECRET: secret, ENCRYPTION_KEYS: `k1:${secret}` });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain(secret);
    }
  });

  it('treats an empty value as not set', () => {
    expect(parseEnv({ ...complete, SMTP_URL: ' ' }).SMTP_URL).toBeUndefined();
  });

  it('rejects a guessable metrics token, and accepts none at all', () => {
    const withToken = (token: string) => parseEnv({ ...complete, METRICS_TOKEN: token });
    expect(() => withToken('fifteen-letters')).toThrow(/METRICS_TOKEN must have at least 16/);
    expect(withToken('sixteen-letters!').METRICS_TOKEN).toBe('sixteen-letters!');
    expect(withToken(' ').METRICS_TOKEN).toBeUndefined();
  });
});
