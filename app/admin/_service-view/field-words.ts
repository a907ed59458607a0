import 'server-only';
import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { actorWords } from '@/app/admin/_shared/actor-words';
import type { ErrorKey } from '@/lib/kit/errors';
import { nameOfReference, type ServiceNames } from '@/lib/screens/admin/service-names';
import { discountWorth } from './discount-worth';

/** One changed field as text; `before` is absent where it was not recorded or empty. */
export type ChangeLine = {
  id: string;
  label: string;
  before?: string;
  after?: string;
};

export type FieldWords = {
  line: (field: string, value: unknown) => ChangeLine;
  /** All differences between two records. */
  lines: (before: unknown, after: unknown) => ChangeLine[];
};

type Writer = (value: string) => string;

/** Formats recorded fields of a service for people: names, amounts and dates instead of ids and digits. */
export async function fieldWords(names: ServiceNames): Promise<FieldWords> {
  const [label, writers, write] = await Promise.all([
    getTranslations('admin-services.field'),
    fieldWriters(),
    discountWriter(),
  ]);
  const labelOf = (field: string) =>
    label.has(field as 'login') ? label(field as 'login') : field;
  const textOf = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return label('nothing');
    if (Array.isArray(value)) {
      if (value.length === 0) return label('nothing');
      return value.map((one) => (field === 'discounts' ? write(one) : String(one))).join(', ');
    }
    const name = nameOfReference(names, field, value);
    if (name !== undefined) return name;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return writers[field]?.(text) ?? text;
  };
  const line = (field: string, value: unknown): ChangeLine => ({
    id: field,
    label: labelOf(field),
    after: textOf(field, value),
  });
  return {
    line,
    lines: (before, after) => {
      const [old, now] = [recordOf(before), recordOf(after)];
      return [...new Set([...Object.keys(old), ...Object.keys(now)])]
        .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
        .map((field) => ({
          id: field,
          label: labelOf(field),
          ...(field in old ? { before: textOf(field, old[field]) } : {}),
          ...(field in now ? { after: textOf(field, now[field]) } : {}),
        }));
    },
  };
}

/** Formatters of fields whose raw value says too little. */
async function fieldWriters(): Promise<Record<string, Writer>> {
  const [form, access, label, errors, f, who] = await Promise.all([
    getTranslations('admin-services.form'),
    getTranslations('admin-services.access'),
    getTranslations('admin-services.field'),
    getTranslations('errors'),
    getOperatorFormats(),
    actorWords(),
  ]);
  const money: Writer = (value) => (/^-?\d+$/.test(value) ? f.money(BigInt(value)) : value);
  const word = (translate: (key: never) => string, prefix: string) => (value: string) =>
    translate(`${prefix}${value}` as never);
  return {
    customPriceMinor: money,
    priceMinor: money,
    startDate: f.date,
    endDate: f.date,
    effectiveDate: f.date,
    until: f.date,
    recurrenceMode: word(form, 'modes.'),
    intervalUnit: word(form, 'units.'),
    ipv4Mode: word(form, 'ipv4Modes.'),
    accessMethod: word(access, ''),
    password: word(label, 'passwordWords.'),
    waitsForServiceId: (value) => `#s${value}`,
    plannedBy: (actor) => who({ actor, actorName: null }),
    failure: (key) => (errors.has(key as ErrorKey) ? word(errors, '')(key) : key),
  };
}

async function discountWriter(): Promise<(discount: unknown) => string> {
  const [t, f] = await Promise.all([
    getTranslations('admin-services.detail'),
    getOperatorFormats(),
  ]);
  return (discount) => {
    const { percentPpm, amountMinor, startDate, endDate, text } = recordOf(discount);
    const worth = discountWorth(
      f,
      typeof percentPpm === 'number'
        ? { percentPpm }
        : { amountMinor: BigInt(String(amountMinor ?? 0)) },
    );
    const days = [
      typeof startDate === 'string' ? t('from', { day: f.date(startDate) }) : '',
      typeof endDate === 'string' ? t('until', { day: f.date(endDate) }) : t('forever'),
    ];
    return [worth, ...days, typeof text === 'string' ? text : '']
      .filter((part) => part !== '')
      .join(' ');
  };
}

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
