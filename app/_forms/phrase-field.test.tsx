import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import ui from '@/messages/en/ui.json';
import { PhraseField } from './phrase-field';

test('a confirmation typed by a person is what its form is reset to after a refusal', () => {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ ui }}>
      <PhraseField phrase="ada-quay" value="ada-qu" onChange={() => {}} />
    </NextIntlClientProvider>,
  );
  expect(html).toMatch(/<input[^>]* value="ada-qu"/);
});
