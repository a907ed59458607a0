import { describe, expect, test } from 'vitest';
import { addressOf } from './stripe';

describe('the Stripe API address', () => {
  test('is Stripe unless a base URL is set', () => {
    expect(addressOf('sk_live_1', undefined)).toEqual({});
  });

  test('may be another host for a test key', () => {
    expect(addressOf('sk_test_1', 'http://127.0.0.1:4100')).toEqual({
      host: '127.0.0.1',
      port: '4100',
      protocol: 'http',
    });
    expect(addressOf('rk_test_1', 'https://stripe.test')).toMatchObject({ port: '443' });
  });

  test.each(['sk_live_1', 'rk_live_1', 'something'])(
    'is never another host for the key %s',
    (key) => {
      expect(() => addressOf(key, 'http://127.0.0.1:4100')).toThrow('test keys only');
    },
  );
});
