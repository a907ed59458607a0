import type { ReactNode } from 'react';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { getOperator } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import type { OrderRequest } from '@/lib/orders/order-input';
import type { OrderPreview } from '@/lib/orders/preview-order';
import type { QuoteLine } from '@/lib/orders/rules';
import { topUpForShortfall } from '@/lib/payments/rules';
import { buy } from './actions';
import { BoughtAlready } from './bought-already';
import { KeptInput } from './kept-input';
import { getWords, type Words } from './words';

interface OrderSheetProps {
  preview: OrderPreview;
  /** Names the consequence: "Buy Home 50 GB for €19.00". */
  confirmLabel: string;
  cancelHref: string;
  /** What else to know before confirming. */
  note?: ReactNode;
}

/** What an order costs and brings, line by line, and the one button that does exactly this. */
export async function OrderSheet({ preview, confirmLabel, cancelHref, note }: OrderSheetProps) {
  const [words, operator] = await Promise.all([getWords(), getOperator()]);
  const { t, f } = words;
  const { quote, outcome } = preview;
  const limits = { minMinor: operator.topUpMinMinor, maxMinor: operator.topUpMaxMinor };
  const short = outcome.kind === 'short' ? topUpForShortfall(outcome.shortMinor, limits) : null;
  return (
    <Card>
      <div className="flex flex-col gap-5">
        {quote.lines.length > 0 && (
          <section aria-label={t('sheet.costs')}>
            <KeyValueList items={costsOf(words, preview)} />
            {quote.taxMinor > 0n && operator.taxMode === 'inclusive' && (
              <p className="mt-2 text-ink-muted text-xs">
                {t('sheet.taxIncluded', { tax: f.money(quote.taxMinor) })}
              </p>
            )}
          </section>
        )}
        <section aria-label={t('sheet.brings')} className="rounded-md bg-surface-sunken p-4">
          <KeyValueList items={bringsOf(words, preview)} layout="facts" />
        </section>
        <section aria-label={t('sheet.credit')}>
          <KeyValueList items={creditOf(words, preview)} />
        </section>
        {note}
        <BoughtAlready request={preview.request} />
        <Form action={buy} label={confirmLabel}>
          <KeptInput name="orderId" value={preview.orderId} />
          <input type="hidden" name="expectedTotalMinor" value={quote.totalMinor.toString()} />
          <RequestFields request={preview.request} />
          <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <LinkButton href={cancelHref} size="lg">
              {t('sheet.back')}
            </LinkButton>
            <SubmitButton size="lg" className="h-auto whitespace-normal py-2">
              {short === null
                ? confirmLabel
                : t(
                    preview.request.kind === 'plan_change'
                      ? 'sheet.topUpAndChange'
                      : 'sheet.topUpAndBuy',
                    {
                      amount: f.money(short),
                    },
                  )}
            </SubmitButton>
          </div>
        </Form>
      </div>
    </Card>
  );
}

function RequestFields({ request }: { request: OrderRequest }) {
  return Object.entries(request).map(([name, value]) => (
    <input key={name} type="hidden" name={`request.${name}`} value={value} />
  ));
}

function costsOf({ t, f }: Words, { quote }: OrderPreview): KeyValue[] {
  const lines = quote.lines.map(
    (line, index): KeyValue => ({
      id: `${line.kind}-${index}`,
      label: labelOf({ t, f }, line),
      value: f.money(line.amountMinor),
    }),
  );
  const isBack = quote.totalMinor < 0n;
  const total: KeyValue = {
    id: 'total',
    label: isBack ? t('sheet.comesBack') : t('sheet.dueNow'),
    value: f.money(isBack ? -quote.totalMinor : quote.totalMinor),
    strong: true,
  };
  return [...lines, total];
}

function labelOf({ t }: Words, line: QuoteLine): string {
  return line.label === '' ? t(`sheet.line.${line.kind}`) : line.label;
}

function bringsOf({ t, f }: Words, { quote, request }: OrderPreview): KeyValue[] {
  const isLater = request.kind === 'plan_change' && request.moment === 'period_end';
  const from: KeyValue = {
    id: 'from',
    label: t('sheet.starts'),
    value: isLater ? f.dateTime(quote.startsAt) : t('sheet.atOnce'),
  };
  const until: KeyValue[] =
    quote.endsAt === null
      ? []
      : [{ id: 'until', label: t('sheet.until'), value: f.dateTime(quote.endsAt) }];
  const data: KeyValue[] =
    quote.dataBytes !== null
      ? [{ id: 'data', label: t('sheet.data'), value: f.bytes(quote.dataBytes) }]
      : quote.isUnlimited
        ? [{ id: 'data', label: t('sheet.data'), value: t('data.unlimited') }]
        : [];
  return [...data, from, ...until];
}

function creditOf({ t, f }: Words, { balanceMinor, outcome }: OrderPreview): KeyValue[] {
  const now: KeyValue = { id: 'now', label: t('sheet.creditNow'), value: f.money(balanceMinor) };
  return outcome.kind === 'pay'
    ? [
        now,
        {
          id: 'after',
          label: t('sheet.creditAfter'),
          value: f.money(outcome.balanceAfterMinor),
          strong: true,
        },
      ]
    : [
        now,
        { id: 'short', label: t('sheet.short'), value: f.money(outcome.shortMinor), strong: true },
      ];
}
