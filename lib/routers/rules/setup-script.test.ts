import { describe, expect, test } from 'vitest';
import { setupScript } from './setup-script';

const input = {
  username: 'netpurse',
  serverAddress: '203.0.113.10',
  portalAddress: '203.0.113.11',
  portalHost: 'pay.example.net',
};

describe('the setup script of a router', () => {
  test('lets stopped subscribers reach the portal, by address and by name, and Stripe', () => {
    const text = setupScript(input);
    for (const place of ['203.0.113.11', 'pay.example.net', 'checkout.stripe.com']) {
      expect(text).toContain(`address-list add list=isp-portal-allow address=${place} `);
    }
  });

  test('opens the same hosts before the sign-in of a hotspot, but only with a hotspot', () => {
    expect(setupScript(input)).not.toContain('/ip hotspot');
    const text = setupScript({ ...input, hasHotspot: true });
    expect(text).toContain('dst-address=203.0.113.11 ');
    expect(text).toContain('dst-host=js.stripe.com ');
  });

  test('removes its own rules before adding them, so that running it twice is harmless', () => {
    const lines = setupScript({ ...input, hasHotspot: true }).split('\n');
    const added = lines.flatMap(
      (line) =>
        /^(\/ip (?:firewall \S+|hotspot walled-garden ip)) add .*comment="netpurse: /.exec(
          line,
        )?.[1] ?? [],
    );
    expect(new Set(added).size).toBe(4);
    for (const menu of new Set(added)) {
      const removal = lines.findIndex((line) => line.startsWith(`${menu} remove [find`));
      expect(removal).toBeGreaterThan(-1);
      expect(removal).toBeLessThan(lines.findIndex((line) => line.startsWith(`${menu} add`)));
    }
  });

  test.each([
    [false, ['1', '2', '3', '4']],
    [true, ['1', '2', '3', '4', '5']],
  ])('numbers its parts without a gap, with a hotspot: %s', (hasHotspot, numbers) => {
    const text = setupScript({ ...input, hasHotspot });
    expect([...text.matchAll(/^# (\d+)\. /gm)].map(([, number]) => number)).toEqual(numbers);
  });

  test('creates a certificate for the API and prints its fingerprint, and contains no password', () => {
    const text = setupScript(input);
    expect(text).toContain('set [find name=api-ssl] certificate=netpurse');
    expect(text).toContain(':put [/certificate get netpurse fingerprint]');
    expect(text).not.toMatch(/password=/);
  });
});
