import { expect, test } from 'vitest';
import { z } from 'zod';
import { browserLocale } from '@/app/_i18n/browser-locale';
import { CustomerContact } from '@/lib/customers/customer-input';
import { nameOfFile } from '@/lib/customers/documents/rules';
import { addressBucket } from '@/lib/identity/rules/attempts';
import { parseDecimalAmount } from '@/lib/kit/money';
import { planSearch, readCursor } from '@/lib/lists/rules';
import { parseAddress, parseBlock } from '@/lib/network/rules';
import { normalFingerprint } from '@/lib/routers/rules/fingerprint';
import { normalLogin } from '@/lib/routers/rules/match-rows';
import { ServiceInput } from '@/lib/services/service-input';
import { quickest } from './hostile-json';

/** Every parser of text from people and programs, by what it reads. */
const readers: Record<string, (text: string) => unknown> = {
  amount: (text) => parseDecimalAmount(text, 2),
  'e-mail address': (text) => z.email().safeParse(text),
  contact: (text) => CustomerContact.safeParse({ name: text, email: text, phone: text }),
  service: (text) =>
    ServiceInput.safeParse({
      ...{ customerId: 1, itemId: 1, description: text, startDate: text },
      network: { login: text, macAddresses: [text], networks: [text], ipv4Address: text },
    }),
  address: parseAddress,
  network: parseBlock,
  sender: addressBucket,
  languages: browserLocale,
  'place in a list': readCursor,
  search: planSearch,
  fingerprint: normalFingerprint,
  login: normalLogin,
  'name of a file': (text) => nameOfFile(text, ''),
};

const LENGTH = 50_000;
const filled = (part: string) => part.repeat(Math.ceil(LENGTH / part.length));
const texts = [
  `0.${filled('0')}1`,
  `${filled('0')}x`,
  `${filled('1')}.`,
  `${filled(' ')}x`,
  `x${filled(' ')}x`,
  `a@${filled('a')}`,
  `a@${filled('a.')}`,
  `${filled('a.')}@`,
  `${filled('a-')}!`,
  filled(':'),
  filled('::1:'),
  filled('1.1.1.1:'),
  filled('00:'),
  filled('/32'),
  filled(','),
  filled('a;q=0.1,'),
  filled('.a'),
  filled('\\'),
  filled('ﷺ'),
  filled('🏠'),
  filled('e\u0301\u0302\u0303'),
];

test.each(Object.entries(readers))(
  'parsing a long text as %s takes no longer than reading each character a few times',
  async (_name, read) => {
    for (const text of texts) {
      const looked = await quickest(() => text.split('').map((sign) => sign.charCodeAt(0)));
      const took = await quickest(() => read(text), 2);
      // Quadratic time would be thousands of times as long.
      expect(took, text.slice(0, 12)).toBeLessThan(60 * Math.max(looked, 1));
    }
  },
  180_000,
);
