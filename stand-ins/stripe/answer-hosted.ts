import type { IncomingMessage, ServerResponse } from 'node:http';
import { completeSession, sessionOfIntent, submitSession, successUrlOf } from './checkout';
import { StripeFault } from './errors';
import { decodeForm, type FormObject } from './form';
import { STYLE } from './hosted-style';
import { challengePage, checkoutPage, messagePage, money } from './hosted-views';
import { answerChallenge } from './intent-confirmation';
import type { PaymentIntent, PaymentMethod, Session, SetupIntent } from './objects';
import { text } from './params';
import { storeCard } from './payment-methods';
import { readEntry } from './read-entry';
import { answerSetupChallenge } from './setup-intents';
import { findCard } from './test-cards';
import { isVoucherOpen } from './vouchers';
import type { World } from './world';

type Page = { status: number; html: string; formTargets?: string[] } | { redirect: string };

const blank = { number: '', expiry: '', cvc: '', name: '', email: '', iban: '' };

/** Serves the payer's pages. They contain no script, so they work in any browser and under a strict policy. */
export function answerHosted(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): void {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  if (url.pathname === '/c/style.css') {
    response.setHeader('cache-control', 'public, max-age=300');
    response.setHeader('content-type', 'text/css; charset=utf-8');
    response.end(STYLE);
    return;
  }
  world.cause = { requestId: null, idempotencyKey: null };
  write(response, route(world, request.method ?? 'GET', url, body));
}

function route(world: World, method: string, url: URL, body: string): Page {
  const [, area, kind, id = ''] = url.pathname.split('/');
  const isPost = method === 'POST';
  const input = isPost ? decodeForm(body) : {};
  const session = kind === 'pay' ? world.store.find('sessions', id) : undefined;
  if (area === 'c' && session) {
    return isPost ? paySession(world, session, input) : showSession(world, session, url);
  }
  if (area === 'c' && kind === '3ds') return challenge(world, id, isPost ? input : null);
  if (area === 'vouchers') return voucher(world, kind ?? '');
  if (area === 'receipts') return receipt(world, kind ?? '');
  return {
    status: 404,
    html: messagePage({ title: 'Nothing here', text: 'The page you asked for does not exist.' }),
  };
}

function showSession(world: World, session: Session, url: URL): Page {
  const closed = closedPage(session);
  if (closed) return closed;
  const picked = findCard(url.searchParams.get('fill') ?? '');
  const filled = { ...blank };
  if (picked) filled.email = 'payer@example.com';
  if (picked?.kind === 'sepa_debit') filled.iban = picked.number;
  if (picked?.kind === 'card') {
    Object.assign(filled, {
      number: picked.number,
      expiry: '12/34',
      cvc: '123',
      name: 'Test Person',
    });
  }
  const failed = url.searchParams.get('failed') === 'authentication';
  return form(world, session, {
    filled,
    ...(failed
      ? {
          problem: {
            field: 'number',
            message: 'Your bank did not confirm the payment. Please use another card or try again.',
          },
        }
      : {}),
  });
}

function form(
  world: World,
  session: Session,
  state: { filled: typeof blank; problem?: { message: string; field: string } },
): Page {
  const html = checkoutPage({
    session,
    merchant: world.config.merchant,
    lines: world.get('sessionPlans', session.id).lineItems,
    savedMethods: savedMethods(world, session),
    ...state,
  });
  return {
    status: state.problem ? 402 : 200,
    html,
    formTargets: originsOf([session.success_url, session.cancel_url]),
  };
}

function savedMethods(world: World, session: Session): PaymentMethod[] {
  if (!session.customer || session.mode === 'setup') return [];
  return world.store
    .all('paymentMethods')
    .filter((one) => one.customer === session.customer && one.allow_redisplay === 'always');
}

function paySession(world: World, session: Session, input: FormObject): Page {
  // A second click arrives after the first has paid and leads to the same page.
  if (session.status === 'complete') return { redirect: successUrlOf(session) };
  const closed = closedPage(session);
  if (closed) return closed;
  const entry = readEntry(input, new Date(world.clock.now()));
  if (entry.kind === 'wrong') return form(world, session, { filled: typed(input), problem: entry });
  try {
    const isKnown = entry.kind === 'saved' && savedMethods(world, session);
    const method = isKnown
      ? isKnown.find((one) => one.id === entry.methodId)
      : entry.kind === 'new' && storeCard(world, entry.card);
    if (!method) return form(world, session, { filled: typed(input) });
    const done = submitSession(world, session, {
      method,
      isSaved: entry.kind === 'new' && entry.isSaved,
    });
    return { redirect: done.next === 'done' ? successUrlOf(session) : done.url };
  } catch (error) {
    if (!(error instanceof StripeFault)) throw error;
    return form(world, session, {
      filled: typed(input),
      problem: {
        message: error.message,
        field: error.body.code === 'incorrect_cvc' ? 'cvc' : 'number',
      },
    });
  }
}

// The security code is never sent back to the page.
function typed(input: FormObject): typeof blank {
  const value = (name: string) => text(input, name) ?? '';
  return {
    number: value('number'),
    expiry: value('expiry'),
    cvc: '',
    name: value('name'),
    email: value('email'),
    iban: value('iban'),
  };
}

function closedPage(session: Session): Page | null {
  if (session.status === 'complete') {
    return {
      status: 200,
      html: messagePage({
        title: session.payment_status === 'unpaid' ? 'Payment is on its way' : 'Already paid',
        text: 'You are all done here: this payment was completed. Nothing is charged twice.',
        link: { href: successUrlOf(session), label: 'Continue' },
      }),
    };
  }
  if (session.status !== 'expired') return null;
  return {
    status: 410,
    html: messagePage({
      title: 'This payment page has expired',
      text: 'Nothing was charged. Go back and start again.',
      ...(session.cancel_url ? { link: { href: session.cancel_url, label: 'Go back' } } : {}),
    }),
  };
}

type Question = {
  intent: PaymentIntent | undefined;
  setup: SetupIntent | undefined;
  session: Session | undefined;
  returnUrl: string | null;
};

function challenge(world: World, id: string, input: FormObject | null): Page {
  const intent = world.store.find('paymentIntents', id);
  const setup = world.store.find('setupIntents', id);
  const session = sessionOfIntent(world, id);
  const target = intent ?? setup;
  const returnUrl = target?.next_action?.redirect_to_url?.return_url ?? null;
  const isAsked = target?.status === 'requires_action' && !(intent && isVoucherOpen(intent));
  if (!isAsked) {
    if (session) return { redirect: `/c/pay/${session.id}` };
    const text = 'Go back and start again.';
    return { status: 404, html: messagePage({ title: 'Nothing to confirm', text }) };
  }
  const question = { intent, setup, session, returnUrl };
  if (input) return answerQuestion(world, question, text(input, 'answer') === 'complete');
  const what = intent
    ? `a payment of ${money(intent.amount, intent.currency)}`
    : 'saving this card';
  return {
    status: 200,
    html: challengePage({ id, what }),
    formTargets: originsOf([session?.success_url, returnUrl]),
  };
}

function answerQuestion(world: World, question: Question, isApproved: boolean): Page {
  const { intent, setup, session, returnUrl } = question;
  try {
    if (intent) answerChallenge(world, intent, isApproved);
    if (setup) answerSetupChallenge(world, setup, isApproved);
    if (session?.status === 'open') completeSession(world, session);
    return { redirect: session ? successUrlOf(session) : (returnUrl ?? '/') };
  } catch (error) {
    if (!(error instanceof StripeFault)) throw error;
    return {
      redirect: session ? `/c/pay/${session.id}?failed=authentication` : (returnUrl ?? '/'),
    };
  }
}

/** Browsers apply form-action to the redirect after a post as well, so every target is listed. */
function originsOf(urls: (string | null | undefined)[]): string[] {
  return urls.flatMap((url) => (url ? [new URL(url.replaceAll(/[{}]/g, '')).origin] : []));
}

function voucher(world: World, intentId: string): Page {
  const intent = world.store.find('paymentIntents', intentId);
  if (!intent || !isVoucherOpen(intent)) {
    const text = 'It was paid, or it has expired.';
    return { status: 404, html: messagePage({ title: 'Nothing to pay here', text }) };
  }
  const amount = money(intent.amount, intent.currency);
  const text = `Test voucher for ${amount}. It is paid or expires by itself.`;
  return { status: 200, html: messagePage({ title: `Pay ${world.config.merchant}`, text }) };
}

function receipt(world: World, chargeId: string): Page {
  const charge = world.store.find('charges', chargeId);
  if (!charge?.paid) {
    return {
      status: 404,
      html: messagePage({ title: 'No receipt', text: 'There is no such receipt.' }),
    };
  }
  const amount = money(charge.amount, charge.currency);
  return {
    status: 200,
    html: messagePage({
      title: `Receipt from ${world.config.merchant}`,
      text: `${amount} paid on ${new Date(charge.created * 1000).toUTCString()}.`,
    }),
  };
}

function write(response: ServerResponse, page: Page): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'no-referrer');
  if ('redirect' in page) {
    response.statusCode = 303;
    response.setHeader('location', page.redirect);
    response.end();
    return;
  }
  const targets = ["'self'", ...new Set(page.formTargets)].join(' ');
  response.statusCode = page.status;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`,
  );
  response.end(page.html);
}
