import type { ReactNode } from 'react';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { KeptInput } from '@/app/_live/kept-input';
import type { ShownSheet } from '@/app/_live/kept-step';
import { getOperator } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import type { OrderRequest } from '@/lib/orders/order-input';
import type { OrderPreview } from '@/lib/orders/preview-order';
import { type PaymentsFor, paymentsFor } from '@/lib/payments/rules/payments-for';
import { carriesData } from '@/lib/screens/portal/plans';
import type { OperatorSettings } from '@/lib/settings/get-settings';
import { topUpLimits } from '@/lib/settings/rules/top-up-limits';
import { beyondWords } from '../_view/beyond-words';
import { bringsOf, costsOf } from '../_view/quote-facts';
import { buy } from './actions';
import { BoughtAlready } from './bought-already';
import { ChangedOffer } from './changed-offer';
import { sheetPath } from './sheet-path';
import { getWords, type Words } from './words';

type OrderSheetProps = {
  preview: OrderPreview;
  /** Names the consequence: "Buy Home 50 GB for €19.00". */
  confirmLabel: string;
  cancelHref: string;
  /** The offer changed while a person was looking; nothing was confirmed. */
  isLive: boolean;
  /** Further information to read before confirming. */
  note?: ReactNode;
};

/** What an order costs and brings, line by line, and the button that confirms exactly this. */
export async function OrderSheet({
  preview,
  confirmLabel,
  cancelHref,
  isLive,
  note,
}: OrderSheetProps) {
  const [ctx, words, operator] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    getOperator(),
  ]);
  const { t, f } = words;
  const { quote, outcome, request } = preview;
  const hasData = await carriesData(ctx, { customerId: ctx.actor.customerId, request });
  const isShort = outcome.kind === 'short';
  const missing = missingOf(preview, operator);
  return (
    <Card>
      <div className="flex flex-col gap-5">
        {preview.compared && (
          <ChangedOffer words={words} compared={preview.compared} isLive={isLive} />
        )}
        {quote.lines.length > 0 && (
          <section aria-label={t('sheet.costs')}>
            <KeyValueList items={costsOf(words, quote)} />
            {quote.taxMinor > 0n && operator.taxMode === 'inclusive' && (
              <p className="mt-2 text-ink-muted text-xs">
                {t('sheet.taxIncluded', { tax: f.money(quote.taxMinor) })}
              </p>
            )}
          </section>
        )}
        <section aria-label={t('sheet.brings')} className="rounded-md bg-surface-sunken p-4">
          <KeyValueList items={bringsOf(words, quote, { isShort, hasData })} layout="facts" />
        </section>
        <section aria-label={t('sheet.credit')}>
          <KeyValueList items={creditOf(words, preview)} />
          {quote.startsWhenConnected && (
            <p className="mt-2 text-pretty text-ink-muted text-xs">{t('sheet.staysInCredit')}</p>
          )}
          {preview.takesPromised && (
            <p className="mt-2 text-pretty text-ink-muted text-xs">
              {t('sheet.takesPromised', { amount: f.money(preview.promisedMinor) })}
            </p>
          )}
        </section>
        {note}
        {quote.dropsCustomPrice && (
          <p className="text-pretty text-ink-muted text-xs">{t('sheet.dropsCustomPrice')}</p>
        )}
        <p className="text-pretty text-ink-muted text-xs">
          {t(isShort ? 'sheet.validUntilShort' : 'sheet.validUntil', {
            time: f.dateTime(preview.validUntil),
            wait: f.dateTime(preview.waitsUntil),
          })}
        </p>
        {missing !== null && missing.count > 1 && (
          <Callout tone="info">
            {t('sheet.several', {
              max: f.money(topUpLimits(operator).maxMinor),
              count: missing.count,
            })}
          </Callout>
        )}
        {missing !== null && missing.restMinor > 0n && (
          <Callout tone="info">{beyondWords(words, missing.restMinor)}</Callout>
        )}
        <BoughtAlready request={preview.request} />
        <Form action={buy} label={confirmLabel}>
          <KeptInput name="orderId" value={preview.orderId} />
          <input type="hidden" name="quote" value={preview.sealedQuote} />
          <RequestFields request={preview.request} />
          <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <LinkButton href={cancelHref} size="lg">
              {t('sheet.back')}
            </LinkButton>
            <SubmitButton size="lg" className="h-auto whitespace-normal py-2">
              {missing === null ? confirmLabel : payLabel(words, missing, request)}
            </SubmitButton>
          </div>
        </Form>
      </div>
    </Card>
  );
}

/**
 * What a refresh of the sheet's page may not replace unseen. A sheet that is compared with an earlier one already (`was`)
 * asks before it shows a further change, next to the first: another comparison would forget what was seen before.
 */
export async function shownSheet(
  preview: OrderPreview,
  { confirmLabel, was }: { confirmLabel: string; was: string | undefined },
): Promise<ShownSheet> {
  const [words, operator] = await Promise.all([getWords(), getOperator()]);
  const missing = missingOf(preview, operator);
  const { request, prints, sealedQuote } = preview;
  return {
    ...prints,
    button: missing === null ? confirmLabel : payLabel(words, missing, request),
    // Only a payment depends on the credit; any other amount is part of the promise.
    credit: missing === null ? 'covered' : `${preview.balanceMinor} ${preview.promisedMinor}`,
    ...(was === undefined
      ? { compareHref: sheetPath(request, sealedQuote, { isLive: true }) }
      : {}),
  };
}

/** The payments that the order still needs; null if the credit covers it. */
function missingOf({ outcome }: OrderPreview, operator: OperatorSettings): PaymentsFor | null {
  if (outcome.kind !== 'short') return null;
  return paymentsFor(outcome.shortMinor, topUpLimits(operator));
}

function payLabel({ t, f }: Words, missing: PaymentsFor, request: OrderRequest): string {
  const { firstMinor, count } = missing;
  const amount = f.money(firstMinor);
  if (count > 1) return t('sheet.topUpFirst', { amount, count });
  return t(request.kind === 'plan_change' ? 'sheet.topUpAndChange' : 'sheet.topUpAndBuy', {
    amount,
  });
}

function RequestFields({ request }: { request: OrderRequest }) {
  return Object.entries(request).map(([name, value]) => (
    <input key={name} type="hidden" name={`request.${name}`} value={String(value)} />
  ));
}

function creditOf({ t, f }: Words, preview: OrderPreview): KeyValue[] {
  const { quote, balanceMinor, promisedMinor, outcome } = preview;
  const now: KeyValue = { id: 'now', label: t('sheet.creditNow'), value: f.money(balanceMinor) };
  const promised =
    quote.startsWhenConnected && promisedMinor > 0n
      ? [{ id: 'promised', label: t('sheet.promised'), value: f.money(promisedMinor) }]
      : [];
  if (quote.startsWhenConnected && outcome.kind === 'pay') return [now, ...promised];
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
        ...promised,
        { id: 'short', label: t('sheet.short'), value: f.money(outcome.shortMinor), strong: true },
      ];
}
