import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StripeStandIn } from './stand-in';
import { clientOf, sessionParams, startForTest } from './test-support';

let standIn: StripeStandIn;

beforeAll(async () => {
  standIn = await startForTest({ merchant: 'Hill & Valley <Net>' });
});
afterAll(() => standIn.close());

const card = { kind: 'card', expiry: '12/34', cvc: '123', email: 'a@b.test' };

async function open(params = sessionParams()) {
  const session = await clientOf(standIn).checkout.sessions.create(params);
  const url = session.url ?? '';
  const submit = (fields: Record<string, string>) =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  return { session, url, submit };
}

describe('the hosted page', () => {
  test('shows merchant, amount and line, escaped, and pays without a script', async () => {
    const { session, url, submit } = await open();
    const page = await fetch(url);
    const html = await page.text();
    expect(html).toContain('Pay Hill &amp; Valley &lt;Net&gt;');
    expect(html).toContain('$5.00');
    expect(html).not.toContain('<script');
    expect(page.headers.get('content-security-policy')).toContain(
      "form-action 'self' http://shop.example",
    );
    const done = await submit({ ...card, number: '4242 4242 4242 4242' });
    expect(done.status).toBe(303);
    expect(done.headers.get('location')).toBe(`http://shop.example/back?session=${session.id}`);
  });

  test('says "already paid" on a second visit and never charges twice', async () => {
    const { session, url, submit } = await open();
    const fields = { ...card, number: '4242424242424242' };
    const answers = await Promise.all([submit(fields), submit(fields)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await (await fetch(url)).text()).toContain('Already paid');
    const intent = standIn.objects.find('sessions', session.id)?.payment_intent;
    const charges = standIn.objects.all('charges').filter((one) => one.payment_intent === intent);
    expect(charges).toHaveLength(1);
  });

  test('keeps what was typed after a decline, except the security code', async () => {
    const { submit } = await open();
    const declined = await submit({ ...card, number: '4000000000000002', name: 'A "B"' });
    expect(declined.status).toBe(402);
    const html = await declined.text();
    expect(html).toContain('role="alert"');
    expect(html).toContain('Your card was declined.');
    expect(html).toContain('value="A &quot;B&quot;"');
    expect(html).not.toContain('value="123"');
  });

  test.each([
    ['an unknown number', { number: '4111111111111112' }, 'Only test numbers'],
    ['a short number', { number: '42' }, 'card number is incomplete'],
    ['a past expiry', { expiry: '01/20' }, 'in the past'],
    ['a missing security code', { cvc: '' }, 'security code is incomplete'],
  ])('rejects %s with a sentence at the field', async (_name, change, sentence) => {
    const { submit } = await open();
    const answer = await submit({ ...card, number: '4242424242424242', ...change });
    const html = await answer.text();
    expect(html.replaceAll('&#39;', "'")).toContain(sentence);
    expect(html).toContain('aria-invalid="true"');
  });
});

describe('ways to pay on the hosted page', () => {
  test('challenges through the bank, and lets the payer fail and then succeed', async () => {
    const { session, url, submit } = await open();
    const fields = { ...card, number: '4000002760003184' };
    const first = await submit(fields);
    const challenge = new URL(first.headers.get('location') ?? '', url).href;
    expect(await (await fetch(challenge)).text()).toContain('a payment of $5.00');
    const reply = (answer: string) =>
      fetch(challenge, {
        method: 'POST',
        body: new URLSearchParams({ answer }),
        redirect: 'manual',
      });
    const failed = await reply('fail');
    expect(failed.headers.get('location')).toBe(`/c/pay/${session.id}?failed=authentication`);
    await submit(fields);
    const completed = await reply('complete');
    expect(completed.headers.get('location')).toContain(session.id);
    expect(standIn.objects.find('sessions', session.id)?.payment_status).toBe('paid');
  });

  test('fills the form with a picked test number', async () => {
    const { url } = await open();
    const html = await (await fetch(`${url}?fill=4000000000000002`)).text();
    expect(html).toContain('value="4000000000000002"');
    expect(html).toContain('value="12/34"');
    expect(await (await fetch(`${url}?fill=1`)).text()).toContain(
      'id="number" name="number" value=""',
    );
  });

  test('offers a saved card to a customer who ticked "save"', async () => {
    const customer = await clientOf(standIn).customers.create({});
    const params = {
      ...sessionParams(),
      customer: customer.id,
      saved_payment_method_options: { payment_method_save: 'enabled' as const },
    };
    const first = await open(params);
    await first.submit({ ...card, number: '5555555555554444', save: '1' });
    const second = await open(params);
    const html = await (await fetch(second.url)).text();
    const method = /value="(pm_\w+)"/.exec(html)?.[1] ?? '';
    expect(html).toContain('mastercard ending 4444');
    await second.submit({ kind: method });
    expect(standIn.objects.find('sessions', second.session.id)?.payment_status).toBe('paid');
  });

  test("rejects another customer's saved card", async () => {
    const { session, submit } = await open();
    const [foreign] = standIn.objects.all('paymentMethods');
    await submit({ kind: foreign?.id ?? '' });
    expect(standIn.objects.find('sessions', session.id)?.status).toBe('open');
  });

  test('accepts a bank debit where the currency has one', async () => {
    const params = sessionParams();
    const [line] = params.line_items ?? [];
    if (line?.price_data) line.price_data.currency = 'eur';
    const { session, submit } = await open(params);
    await submit({ kind: 'sepa_debit', iban: 'AT611904300234573201' });
    expect(standIn.objects.find('sessions', session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
  });

  test('says that an expired page has expired', async () => {
    const { session, url } = await open();
    await clientOf(standIn).checkout.sessions.expire(session.id);
    const page = await fetch(url);
    expect(page.status).toBe(410);
    expect(await page.text()).toContain('has expired');
  });
});

test('the control endpoint lists deliveries and sets chaos', async () => {
  const steer = (action: string, body: object) =>
    fetch(`${standIn.apiBase}/_control/${action}`, { method: 'POST', body: JSON.stringify(body) });
  const set = await (await steer('chaos', { webhooks: { copies: 3 } })).json();
  expect(set).toMatchObject({ copies: 3 });
  expect(await (await steer('chaos', {})).json()).toMatchObject({ copies: 1 });
  expect(Array.isArray(await (await steer('deliveries', {})).json())).toBe(true);
  expect((await steer('nonsense', {})).status).toBe(404);
});
