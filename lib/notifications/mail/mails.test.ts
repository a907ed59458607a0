import { beforeAll, describe, expect, test } from 'vitest';
import { termsWaits } from '@/lib/services/rules/terms-wait';
import { writeInvitation, writePasswordReset } from './account-mails';
import {
  type LaterPayment,
  type TopUpFacts,
  writeOrderExecuted,
  writeOrderFailed,
  writePaymentFailed,
  writePlanChanged,
  writeTopUpReceived,
} from './money-mails';
import { renderHtml } from './render-html';
import { type MailContent, type MailFrame, renderText } from './render-text';
import {
  writeDataAlert,
  writeDataUsedUp,
  writeServiceConnected,
  writeServiceRestored,
  writeServiceStopped,
} from './service-mails';
import { getMailWords, type MailWords } from './words';

const operator = { locale: 'en', currency: 'EUR', timeZone: 'Europe/Berlin' };
const at = new Date('2031-12-03T08:00:00Z');
const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const frame: MailFrame = {
  operatorName: 'Harbour Net',
  greeting: 'Hello Ada,',
  footer: ['Sent by Harbour Net.'],
  language: 'en',
  direction: 'ltr',
};

let words: MailWords;
beforeAll(async () => {
  words = await getMailWords({ language: null, operator, appUrl: 'https://my.harbour.example' });
});

function everyMail(): MailContent[] {
  const common = { serviceId: 7, service: 'Home 50' };
  const gigabyte = 1_000_000_000n;
  const link = {
    operatorName: 'Harbour Net',
    email: 'ada@example.org',
    path: '/x/y',
    expiresAt: at,
  };
  const order = { serviceId: 7, totalMinor: 500n, balanceMinor: 100n };
  return [
    writeTopUpReceived(words, topUp),
    writePaymentFailed(words, { amount: eur(1_000n), balanceMinor: 0n, hasExpired: false }),
    writePaymentFailed(words, { amount: eur(1_000n), balanceMinor: 0n, hasExpired: true }),
    writeServiceStopped(words, stopped),
    writeServiceStopped(words, { ...stopped, topUpMinor: null }),
    writeServiceStopped(words, { ...stopped, isRouterAway: true }),
    writeServiceRestored(words, { ...common, until: at }),
    writeServiceRestored(words, { ...common, until: null }),
    writeDataAlert(words, {
      ...common,
      grantedBytes: 5n * gigabyte,
      usedBytes: 4n * gigabyte,
      leftBytes: gigabyte,
      until: at,
      lastsUntil: at,
    }),
    writeDataUsedUp(words, {
      ...common,
      isSlowed: false,
      isWaiting: false,
      renewsAt: at,
      hasPacks: true,
      isRouterAway: true,
    }),
    writeDataUsedUp(words, {
      ...common,
      isSlowed: true,
      isWaiting: false,
      renewsAt: null,
      hasPacks: false,
      isRouterAway: false,
    }),
    ...(['now', 'on_connection', 'paid_waiting', 'router_away', 'off'] as const).map((start) =>
      writeOrderExecuted(words, {
        ...order,
        at,
        kind: 'new_service',
        service: 'Home 50',
        start,
      }),
    ),
    writeServiceConnected(words, { ...common, until: at, shortMinor: null }),
    writeServiceConnected(words, { ...common, until: null, shortMinor: 250n }),
    writeOrderExecuted(words, {
      ...order,
      at,
      kind: 'pack',
      service: 'Home 50',
      pack: '1 GB',
      dataBytes: gigabyte,
      until: at,
    }),
    ...(['changed', 'gone', 'impossible'] as const).map((why) =>
      writeOrderFailed(words, {
        ...{ orderId: '0193', what: 'Home 50', why, offersPath: '/plans', balanceMinor: 500n },
      }),
    ),
    writeDataAlert(words, {
      ...{ ...common, grantedBytes: 5n * gigabyte, usedBytes: 4n * gigabyte, leftBytes: gigabyte },
      ...{ until: null, lastsUntil: null },
    }),
    writeOrderExecuted(words, {
      ...{ ...order, at, kind: 'pack', service: 'Home 50', pack: '1 GB' },
      ...{ dataBytes: gigabyte, until: null },
    }),
    writeDataUsedUp(words, {
      ...common,
      ...{ isSlowed: true, isWaiting: true, renewsAt: null, hasPacks: false, isRouterAway: false },
    }),
    ...[true, false].map((isWaiting) =>
      writePlanChanged(words, {
        ...order,
        isWaiting,
        plan: 'Home 100',
        later: null,
        renewal: null,
      }),
    ),
    writePlanChanged(words, {
      ...order,
      plan: 'Home 100',
      isWaiting: false,
      later: { kind: 'dated', at, priceMinor: 900n, shortMinor: 400n },
      renewal: null,
    }),
    ...laterWays.map((later) =>
      writePlanChanged(words, {
        ...{ ...order, totalMinor: null, plan: 'Home 100', isWaiting: false },
        ...{ later, renewal: null },
      }),
    ),
    writePlanChanged(words, {
      ...{ ...order, totalMinor: null, plan: 'Home 100', isWaiting: false },
      ...{ later: null, renewal: { at, priceMinor: 5n } },
    }),
    writeInvitation(words, link),
    writePasswordReset(words, link),
  ];
}

const laterWays: LaterPayment[] = [
  ...termsWaits.map((waits) => ({ kind: 'undated' as const, waits })),
  { kind: 'blocked', blocked: { why: 'service_stopped_stands' } },
  { kind: 'blocked', blocked: { why: 'service_end_stands', day: '2031-12-03' } },
];

const topUp: TopUpFacts = {
  topUpId: '0193',
  amount: eur(1_000n),
  paidAt: at,
  receiptNumber: 'R-000012',
  balanceMinor: 1_100n,
  next: [
    { kind: 'renews', service: 'Home 50', at, priceMinor: 800n, shortMinor: null },
    { kind: 'renews', service: 'Voice', at, priceMinor: 500n, shortMinor: 200n },
    { kind: 'starts', service: 'Cabin', shortMinor: 300n, isRouterAway: false },
    { kind: 'starts', service: 'Barn', shortMinor: null, isRouterAway: true },
    { kind: 'decides', service: 'Shed' },
  ],
};

const stopped = {
  serviceId: 7,
  service: 'Home 50',
  priceMinor: 500n,
  balanceMinor: 180n,
  shortMinor: 320n,
  topUpMinor: 500n,
  isRouterAway: false,
};

describe('the emails', () => {
  test('have a text for every part', () => {
    for (const content of everyMail()) {
      const text = renderText(content, frame);
      expect(text).not.toMatch(/\{|\}|undefined|null|\b[a-z_]+\.[a-z]+[A-Z]\w*/);
      expect(content.action?.url).toMatch(/^https:\/\/my\.harbour\.example\//);
    }
  });

  test('say after a top-up what the money will do', () => {
    const text = renderText(writeTopUpReceived(words, topUp), frame);
    expect(text).toContain('€10.00 added.');
    expect(text).toContain('Home 50 renews on Dec 3, 2031 for €8.00 from credit.');
    expect(text).toContain('Voice renews on Dec 3, 2031 for €5.00; €2.00 more is needed by then.');
    expect(text).toContain('Cabin stays off until €3.00 more is added.');
    expect(text).toContain('Receipt: R-000012');
  });

  test('name the missing amount to the cent, and link to the service', () => {
    const mail = writeServiceStopped(words, stopped);
    expect(mail.subject).toBe('Home 50 is off: add €3.20');
    expect(mail.action).toEqual({
      label: 'Add €5.00',
      url: 'https://my.harbour.example/services/7',
    });
  });

  test('escape names and texts, so that they are never markup', () => {
    const service = '<img src=x onerror=alert(1)>"\'&';
    const content = writeServiceRestored(words, { serviceId: 1, service, until: null });
    const html = renderHtml(content, { ...frame, greeting: `Hello ${service},` });
    expect(html).not.toContain('<img');
    expect(html).toContain('&#60;img');
  });

  test('load no remote content when opened', () => {
    for (const content of everyMail()) {
      expect(renderHtml(content, frame)).not.toMatch(/src=|url\(|<link|<script|@import/i);
    }
  });

  test('are in English when a language has no translation or its tag is invalid', async () => {
    for (const language of ['xx', '../../etc', 'de-AT']) {
      const { t } = await getMailWords({ language, operator, appUrl: 'https://a.example' });
      expect(t('top_up_received.heading', { amount: '1' })).toBe('1 added.');
    }
  });
});

describe('the dates and numbers of an email', () => {
  const written = async (locale: string, language: string | null = null) => {
    const appUrl = 'https://a.example';
    const own = { ...operator, locale };
    const said = await getMailWords({ language, operator: own, appUrl });
    return { date: said.f.date(at), time: said.f.dateTime(at), language: said.language };
  };

  test.each([
    ['en-GB', '3 Dec 2031', '3 Dec 2031, 09:00'],
    ['en-US', 'Dec 3, 2031', 'Dec 3, 2031, 09:00 AM'],
    ['en-KE', '3 Dec 2031', '3 Dec 2031, 09:00'],
  ])('match the interface of an operator in %s', async (locale, date, time) => {
    for (const language of [null, 'en', 'xx']) {
      expect(await written(locale, language)).toEqual({ date, time, language: 'en' });
    }
  });

  test('use the language of the sentences when the operator has another language', async () => {
    expect(await written('de-AT')).toMatchObject({ date: 'Dec 3, 2031', language: 'en' });
  });

  test('have the same format in every email', async () => {
    const usual = words;
    const british = { ...operator, locale: 'en-GB' };
    words = await getMailWords({ language: null, operator: british, appUrl: 'https://a.example' });
    const text = JSON.stringify(everyMail());
    words = usual;
    expect(text).toContain('3 Dec 2031');
    expect(text).not.toMatch(/Dec \d{1,2},|\d (?:AM|PM)|2031-12/);
  });
});

test('state the amount due and the missing amount when a change is planned for the renewal', () => {
  const later = { kind: 'dated' as const, at, priceMinor: 900n, shortMinor: 400n };
  const facts = {
    serviceId: 7,
    totalMinor: 0n,
    balanceMinor: 500n,
    plan: 'Home 100',
    isWaiting: false,
  };
  const text = JSON.stringify(writePlanChanged(words, { ...facts, later, renewal: null }));
  expect(text).toContain('Charged then');
  expect(text).toContain('9.00');
  expect(text).toContain('Add €4.00 by then');
  expect(text).not.toContain('Paid for the change');
});
