import type { FormObject } from './form';
import { text } from './params';
import type { EnteredCard } from './payment-methods';

export type Entry =
  | { kind: 'saved'; methodId: string }
  | { kind: 'new'; card: EnteredCard; isSaved: boolean }
  | { kind: 'wrong'; field: string; message: string };

/** Reads the payer's entry; each invalid field yields one sentence in the vendor's wording. */
export function readEntry(input: FormObject, now: Date): Entry {
  const kind = text(input, 'kind') ?? 'card';
  if (kind.startsWith('pm_')) return { kind: 'saved', methodId: kind };
  const person = personOf(input);
  if (kind === 'sepa_debit') {
    const iban = text(input, 'iban');
    if (!iban) return wrong('iban', 'Your IBAN is incomplete.');
    return { kind: 'new', card: { number: iban, ...person }, isSaved: false };
  }
  return readCard(input, now, person);
}

function readCard(input: FormObject, now: Date, person: Partial<EnteredCard>): Entry {
  const number = text(input, 'number')?.replaceAll(/[\s-]/g, '') ?? '';
  if (!/^\d{12,19}$/.test(number)) return wrong('number', 'Your card number is incomplete.');
  const expiry = /^\s*(\d{1,2})\s*\/\s*(?:20)?(\d{2})\s*$/.exec(text(input, 'expiry') ?? '');
  const month = Number(expiry?.[1]);
  const year = 2000 + Number(expiry?.[2]);
  if (!expiry || month < 1 || month > 12) {
    return wrong('expiry', "Your card's expiration date is incomplete.");
  }
  const firstDayAfter = Date.UTC(year, month, 1);
  if (firstDayAfter <= now.getTime()) {
    return wrong('expiry', "Your card's expiration date is in the past.");
  }
  if (!/^\d{3,4}$/.test(text(input, 'cvc') ?? '')) {
    return wrong('cvc', "Your card's security code is incomplete.");
  }
  const isSaved = text(input, 'save') === '1';
  return { kind: 'new', card: { number, month, year, ...person }, isSaved };
}

function personOf(input: FormObject): Partial<EnteredCard> {
  const name = text(input, 'name');
  const email = text(input, 'email');
  return { ...(name ? { name } : {}), ...(email ? { email } : {}) };
}

function wrong(field: string, message: string): Entry {
  return { kind: 'wrong', field, message };
}
