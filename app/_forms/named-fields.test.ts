import { createTranslator } from 'next-intl';
import { expect, test } from 'vitest';
import { namedFields } from './named-fields';

const messages = {
  form: {
    site: 'Site',
    siteHint: 'Where the router stands.',
    graceDays: 'Grace',
    port: 'Port',
    portHint: 'Usually {port}.',
    contact: { email: 'E-mail' },
  },
};
const t = createTranslator({ locale: 'en', messages, namespace: 'form' });

test('a field is called and explained by the words of its name', () => {
  const field = namedFields(t as never);
  expect(field('terms.graceDays')).toEqual({ name: 'terms.graceDays', label: 'Grace' });
  expect(field('siteId')).toEqual({
    name: 'siteId',
    label: 'Site',
    hint: 'Where the router stands.',
  });
});

test('what a hint names is given with the field', () => {
  expect(namedFields(t as never)('port', { port: 8729 })).toMatchObject({ hint: 'Usually 8729.' });
});

test('words may stand in a group below', () => {
  expect(namedFields(t as never, 'contact')('email')).toEqual({ name: 'email', label: 'E-mail' });
});
