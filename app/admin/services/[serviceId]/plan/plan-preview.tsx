import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { KeptInput } from '@/app/_live/kept-input';
import { KeptSheet } from '@/app/_live/kept-sheet';
import { ComparedOffer } from '@/app/_operator/compared-offer';
import { getOperatorFormats } from '@/app/_operator/operator';
import { refusalMessage } from '@/app/_operator/refusal-message';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import { DomainError } from '@/lib/kit/errors';
import type { OrderRequest } from '@/lib/orders/order-input';
import { type OrderPreview, previewOrder } from '@/lib/orders/preview-order';
import type { Quote } from '@/lib/orders/rules/quote';
import { afterEarlier, getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { confirmPlan } from './actions';
import { ChangeNotes } from './change-notes';
import { planSheetPath } from './plan-sheet-path';

type PlanPreviewProps = {
  ctx: StaffCtx;
  customerId: number;
  request: Extract<OrderRequest, { kind: 'plan_change' }>;
  /** The quote of an earlier sheet, which could not be fulfilled any more. */
  was: string | undefined;
  /** The offer changed while a person was looking at that sheet; it was not confirmed. */
  isLive: boolean;
};

/** The effect of the change on money and time, and the button that confirms exactly that. */
export async function PlanPreview({ ctx, customerId, request, was, isLive }: PlanPreviewProps) {
  const t = await getTranslations('admin-services.plan');
  const preview = await attempt(ctx, { customerId, request, was });
  if (typeof preview === 'string')
    return (
      <NoPlanPreview
        serviceId={request.serviceId}
        sheetKey={keyOf(request, was)}
        reason={preview}
      />
    );
  const { outcome } = preview;
  const [f, sheet] = await Promise.all([
    getOperatorFormats(),
    getPlanChangeSheet(ctx, { customerId, ...request }),
  ]);
  const quote = afterEarlier(preview.quote, sheet);
  const isShort = outcome.kind === 'short';
  const confirmLabel = t(isShort ? 'confirmWaiting' : 'confirm');
  const shown = {
    ...preview.prints,
    button: confirmLabel,
    // Compared already: a further change is asked for, and shown next to the first.
    ...(was === undefined
      ? { compareHref: planSheetPath(request, preview.sealedQuote, { isLive: true }) }
      : {}),
  };
  return (
    <KeptSheet key={keyOf(request, was)} shown={shown}>
      <Card title={t('sheet')} description={t('description')}>
        {preview.compared && (
          <div className="mb-4 border-line border-b pb-4">
            <ComparedOffer
              compared={preview.compared}
              title={t('changed')}
              text={t(isLive ? 'changedLiveText' : 'changedText')}
              again={t('again')}
            />
          </div>
        )}
        <KeyValueList
          items={[
            ...(await promiseLines(quote, isShort)),
            { id: 'before', label: t('priceBefore'), value: f.money(sheet.prices.beforeMinor) },
            ...(await creditLines(preview)),
          ]}
        />
        {quote.dropsCustomPrice && (
          <p className="mt-4 text-ink-muted text-xs">{t('dropsCustomPrice')}</p>
        )}
        <p className="mt-4 text-ink-muted text-xs">
          {t('validUntil', { time: f.dateTime(preview.validUntil) })}
        </p>
        <ChangeNotes sheet={sheet} quote={quote} />
        {isShort && (
          <Callout tone="warning" className="mt-4">
            {t('short', { short: f.money(outcome.shortMinor) })}
          </Callout>
        )}
        <Form
          action={confirmPlan}
          label={t('sheet')}
          className="mt-4"
          doneWith={
            <LinkButton href={`/admin/services/${request.serviceId}`}>{t('toService')}</LinkButton>
          }
        >
          <KeptInput name="orderId" value={preview.orderId} />
          <input type="hidden" name="customerId" value={customerId} />
          <input type="hidden" name="serviceId" value={request.serviceId} />
          <input type="hidden" name="itemId" value={request.itemId} />
          <input type="hidden" name="moment" value={request.moment} />
          <input type="hidden" name="quote" value={preview.sealedQuote} />
          <div>
            <SubmitButton>{confirmLabel}</SubmitButton>
          </div>
        </Form>
      </Card>
    </KeptSheet>
  );
}

type NoPlanPreviewProps = {
  serviceId: number;
  sheetKey: string;
  reason: string;
};

/** Says why the change is not possible; a sheet that is open in the browser stays, under the same sentence. */
export async function NoPlanPreview({ serviceId, sheetKey, reason }: NoPlanPreviewProps) {
  const t = await getTranslations('admin-services.plan');
  const title = t('notPossible');
  const href = `/admin/services/${serviceId}/plan`;
  return (
    <KeptSheet key={sheetKey} shown={{ title, reason, href, link: t('otherPlan') }}>
      <Callout tone="warning" title={title}>
        {reason}
      </Callout>
    </KeptSheet>
  );
}

/** What the sheet is for, and the promise it is compared with. */
export function keyOf(
  { itemId, moment }: { itemId: number | string; moment: string },
  was: string | undefined,
): string {
  return `${itemId} ${moment} ${was}`;
}

/** The preview, or the sentence that explains why there is none. */
async function attempt(
  ctx: StaffCtx,
  input: { customerId: number; request: OrderRequest; was: string | undefined },
): Promise<OrderPreview | string> {
  try {
    return await previewOrder(ctx, input);
  } catch (error) {
    if (error instanceof DomainError) return refusalMessage(error);
    throw error;
  }
}

/** The promises of a quote, line by line. */
async function promiseLines(quote: Quote, isShort: boolean): Promise<KeyValue[]> {
  const [t, words, f] = await Promise.all([
    getTranslations('admin-services.plan'),
    getTranslations('admin-services.quote'),
    getOperatorFormats(),
  ]);
  const lines: KeyValue[] = quote.lines.map((line, index) => ({
    id: `line-${index}`,
    label: line.label === '' ? words(line.kind) : line.label,
    value: f.moneySigned(line.amountMinor).replace(/^\+/, ''),
  }));
  const comesBack = quote.totalMinor < 0n;
  lines.push({
    id: 'total',
    label: t(comesBack ? 'comesBack' : 'due'),
    value: f.money(comesBack ? -quote.totalMinor : quote.totalMinor),
    strong: true,
  });
  lines.push({
    id: 'starts',
    label: t('starts'),
    value: quote.startsWhenPaid ? t(isShort ? 'whenPaid' : 'now') : f.dateTime(quote.startsAt),
  });
  if (quote.runsFor !== null)
    lines.push({
      id: 'ends',
      label: t('runsFor'),
      value: t(`lengths.${quote.runsFor.unit}`, { count: quote.runsFor.count }),
    });
  else if (quote.endsAt !== null)
    lines.push({ id: 'ends', label: t('ends'), value: f.dateTime(quote.endsAt) });
  if (quote.dataBytes !== null)
    lines.push({ id: 'data', label: t('data'), value: f.bytes(quote.dataBytes) });
  lines.push(...(await servedLines(quote)));
  const replaces = (quote.replaces ?? []).map(({ kind, name }) =>
    t(`replaced.${kind}`, { plan: name }),
  );
  if (replaces.length > 0)
    lines.push({ id: 'replaces', label: t('replacedLabel'), value: replaces.join(' · ') });
  if (quote.next !== null)
    lines.push({
      id: 'next',
      label: t('next', { date: f.date(quote.next.at) }),
      value: f.money(quote.next.priceMinor),
    });
  return lines;
}

async function servedLines({ plan, isUnlimited }: Quote): Promise<KeyValue[]> {
  if (plan === null) return [];
  const [t, directions, f] = await Promise.all([
    getTranslations('admin-services.plan'),
    getTranslations('admin-catalogue.form.directions'),
    getOperatorFormats(),
  ]);
  const rates = (id: 'speed' | 'burst', down: bigint | null, up: bigint | null): KeyValue[] =>
    down === null || up === null
      ? []
      : [{ id, label: t(id), value: `${f.rate(down)} / ${f.rate(up)}` }];
  return [
    ...rates('speed', plan.downBitsPerSecond, plan.upBitsPerSecond),
    ...rates('burst', plan.burstDownBitsPerSecond, plan.burstUpBitsPerSecond),
    ...(isUnlimited
      ? []
      : [
          { id: 'counts', label: t('counts'), value: directions(plan.capDirection) },
          { id: 'cap', label: t('cap'), value: t(`caps.${plan.capAction}`) },
        ]),
  ];
}

async function creditLines({ balanceMinor, outcome }: OrderPreview): Promise<KeyValue[]> {
  const [t, f] = await Promise.all([getTranslations('admin-services.plan'), getOperatorFormats()]);
  const now = { id: 'balance', label: t('balanceNow'), value: f.money(balanceMinor) };
  if (outcome.kind === 'short') return [now];
  const { balanceAfterMinor } = outcome;
  return [now, { id: 'after', label: t('balanceAfter'), value: f.money(balanceAfterMinor) }];
}
