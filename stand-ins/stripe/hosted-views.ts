import { currencyDigits } from './catalogue';
import type { LineItem, PaymentMethod, Session } from './objects';
import { cardBehaviours } from './test-cards';

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Formats minor units as money; the decimal is built from digits, so no fraction passes through a float. */
export function money(amount: number, currency: string): string {
  const digits = currencyDigits(currency);
  const text = String(amount).padStart(digits + 1, '0');
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: currency.toUpperCase(),
  });
  return format.format(decimal as `${number}`);
}

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/c/style.css">
</head>
<body>
<header class="banner">Test payments: this page stands in for Stripe Checkout. No real card, no real money.</header>
${body}
</body>
</html>`;
}

export type CheckoutView = {
  session: Session;
  merchant: string;
  lines: LineItem[];
  savedMethods: PaymentMethod[];
  /** Message of a declined attempt and the field it belongs to. */
  problem?: { message: string; field: string };
  /** Initial values of the fields: a picked test card or the payer's last entry. */
  filled: {
    number: string;
    expiry: string;
    cvc: string;
    name: string;
    email: string;
    iban: string;
  };
};

export function checkoutPage(view: CheckoutView): string {
  const { session, merchant } = view;
  const amount = money(session.amount_total ?? 0, session.currency ?? 'usd');
  const isSetup = session.mode === 'setup';
  const heading = isSetup ? `Save a card for ${merchant}` : `Pay ${merchant}`;
  const lines = view.lines
    .map(
      (
        line,
      ) => `<li><span>${escapeHtml(line.description)}${line.quantity > 1 ? ` × ${line.quantity}` : ''}</span>
<span>${money(line.amount_total, line.currency)}</span></li>`,
    )
    .join('');
  const cancel = session.cancel_url
    ? `<p><a href="${escapeHtml(session.cancel_url)}">← Back to ${escapeHtml(merchant)}</a></p>`
    : '';
  return layout(
    heading,
    `<main class="split">
<section aria-label="Summary">
${cancel}
<h1>${escapeHtml(heading)}</h1>
${isSetup ? '' : `<p class="amount">${amount}</p><ul class="lines">${lines}</ul>`}
<p class="soft">This page is valid until ${new Date(session.expires_at * 1000).toUTCString()}.</p>
</section>
<section class="panel" aria-label="Payment">
<h2>Payment details</h2>
${form(view, isSetup ? 'Save card' : `Pay ${amount}`)}
${testCards(session)}
</section>
</main>`,
  );
}

function form(view: CheckoutView, submit: string): string {
  const { session, problem, filled } = view;
  const alert = problem
    ? `<p class="alert" role="alert" id="problem">${escapeHtml(problem.message)}</p>`
    : '';
  const email =
    session.customer || session.customer_email
      ? ''
      : input(view, {
          name: 'email',
          label: 'Email',
          value: filled.email,
          extra: 'type="email" autocomplete="email" required',
        });
  const canSave = session.saved_payment_method_options?.payment_method_save === 'enabled';
  const save = canSave
    ? '<div class="choice"><label><input type="checkbox" name="save" value="1"> Save this card for next time</label></div>'
    : '';
  return `<form method="post" action="/c/pay/${session.id}" novalidate>
${alert}
${email}
${choices(view)}
<div class="card-fields">
${input(view, { name: 'number', label: 'Card number', value: filled.number, extra: 'inputmode="numeric" autocomplete="cc-number" placeholder="1234 1234 1234 1234"' })}
<div class="pair">
${input(view, { name: 'expiry', label: 'Expiry (MM/YY)', value: filled.expiry, extra: 'autocomplete="cc-exp" placeholder="12/34"' })}
${input(view, { name: 'cvc', label: 'Security code', value: filled.cvc, extra: 'inputmode="numeric" autocomplete="cc-csc" placeholder="123"' })}
</div>
${input(view, { name: 'name', label: 'Name on card', value: filled.name, extra: 'autocomplete="cc-name"' })}
${save}
</div>
<div class="sepa-fields">
${input(view, { name: 'iban', label: 'IBAN', value: filled.iban, extra: 'autocomplete="off"' })}
<p class="soft">A bank debit takes a while: you will be told when the money has arrived.</p>
</div>
<button type="submit">${escapeHtml(submit)}</button>
</form>`;
}

function input(
  view: CheckoutView,
  field: { name: string; label: string; value: string; extra: string },
): string {
  const isWrong = view.problem?.field === field.name;
  const wrong = isWrong ? ' aria-invalid="true" aria-describedby="problem"' : '';
  return `<div class="field"><label for="${field.name}">${field.label}</label>
<input id="${field.name}" name="${field.name}" value="${escapeHtml(field.value)}" ${field.extra}${wrong}></div>`;
}

function choices(view: CheckoutView): string {
  const saved = view.savedMethods.map(
    (method, index) =>
      `<label><input class="saved" type="radio" name="kind" value="${method.id}"${index === 0 && view.filled.number === '' ? ' checked' : ''}>
${escapeHtml(method.card?.brand ?? method.type)} ending ${escapeHtml(method.card?.last4 ?? '')}</label>`,
  );
  const takesDebit = view.session.payment_method_types.includes('sepa_debit');
  if (saved.length === 0 && !takesDebit) return '<input type="hidden" name="kind" value="card">';
  const isDebit = view.filled.iban !== '';
  const card = `<label><input type="radio" name="kind" value="card"${!isDebit && (saved.length === 0 || view.filled.number !== '') ? ' checked' : ''}> ${saved.length === 0 ? 'Card' : 'Another card'}</label>`;
  const debit = takesDebit
    ? `<label><input id="kind-sepa" type="radio" name="kind" value="sepa_debit"${isDebit ? ' checked' : ''}> Bank debit (SEPA)</label>`
    : '';
  return `<fieldset class="choice"><legend>Pay with</legend>${saved.join('')}${card}${debit}</fieldset>`;
}

function testCards(session: Session): string {
  const takesDebit = session.payment_method_types.includes('sepa_debit');
  const rows = cardBehaviours
    .filter(({ kind }) => kind === 'card' || (kind === 'sepa_debit' && takesDebit))
    .map((card) => {
      const shown = card.number.replaceAll(/(.{4})(?=.)/g, '$1 ');
      return `<tr><td><a href="/c/pay/${session.id}?fill=${card.number}">${shown}</a></td><td>${escapeHtml(card.label)}</td></tr>`;
    });
  return `<details><summary>Test numbers (pick one to fill the form)</summary>
<table><thead><tr><th scope="col">Number</th><th scope="col">What happens</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

/** A page with one message and one link. */
export function messagePage(parts: {
  title: string;
  text: string;
  link?: { href: string; label: string };
}): string {
  const link = parts.link
    ? `<p><a class="button" href="${escapeHtml(parts.link.href)}">${escapeHtml(parts.link.label)}</a></p>`
    : '';
  return layout(
    parts.title,
    `<main class="narrow"><section class="panel"><h1>${escapeHtml(parts.title)}</h1>
<p>${escapeHtml(parts.text)}</p>${link}</section></main>`,
  );
}

export function challengePage(parts: { id: string; what: string }): string {
  return layout(
    'Confirm with your bank',
    `<main class="narrow"><section class="panel"><h1>Confirm with your bank</h1>
<p>Your bank asks you to confirm ${escapeHtml(parts.what)}.</p>
<form method="post" action="/c/3ds/${parts.id}">
<button type="submit" name="answer" value="complete">Complete authentication</button>
<button class="plain" type="submit" name="answer" value="fail">Fail authentication</button>
</form></section></main>`,
  );
}
