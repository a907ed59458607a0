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

test('a field gets its label and hint from the words under its name', () => {
  const field = namedFields(t as never);
  expect(field('terms.graceDays')).toEqual({ name: 'terms.graceDays', label: 'Grace' });
  expect(field('siteId')).toEqual({
    name: 'siteId',
    label: 'Site',
    hint: 'Where the router stands.',
  });
});

test('the values a hint mentions are passed with the field', () => {
  expect(namedFields(t as never)('port', { port: 8729 })).toMatchObject({ hint: 'Usually 8729.' });
});

test('words may be nested in a group', () => {
  expect(namedFields(t as never, 'contact')('email')).toEqual({ name: 'email', label: 'E-mail' });
});
