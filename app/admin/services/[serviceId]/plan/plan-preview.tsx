import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { getOperatorFormats } from '@/app/_operator/operator';
import { messageOfRefusal } from '@/app/_operator/refusal-message';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import { DomainError } from '@/lib/kit/errors';
import type { OrderRequest } from '@/lib/orders/order-input';
import { type OrderPreview, previewOrder } from '@/lib/orders/preview-order';
import { confirmPlan } from './actions';

interface PlanPreviewProps {
  ctx: StaffCtx;
  customerId: number;
  request: Extract<OrderRequest, { kind: 'plan_change' }>;
}

/** What the change does to money and time, and the button that does exactly that. */
export async function PlanPreview({ ctx, customerId, request }: PlanPreviewProps) {
  const t = await getTranslations('admin-services.plan');
  const preview = await attempt(ctx, { customerId, request });
  if (typeof preview === 'string')
    return (
      <Callout tone="warning" title={t('notPossible')}>
        {preview}
      </Callout>
    );
  const { outcome, quote } = preview;
  const f = await getOperatorFormats();
  const isShort = outcome.kind === 'short';
  return (
    <Card title={t('sheet')} description={t('description')}>
      <KeyValueList items={await linesOf(preview)} />
      {isShort && (
        <Callout tone="warning" className="mt-4">
          {t('short', { short: f.money(outcome.shortMinor) })}
        </Callout>
      )}
      <Form action={confirmPlan} label={t('sheet')} className="mt-4">
        <input type="hidden" name="orderId" value={preview.orderId} />
        <input type="hidden" name="customerId" value={customerId} />
        <input type="hidden" name="serviceId" value={request.serviceId} />
        <input type="hidden" name="itemId" value={request.itemId} />
        <input type="hidden" name="moment" value={request.moment} />
        <input type="hidden" name="expectedTotalMinor" value={String(quote.totalMinor)} />
        <div>
          <SubmitButton>{t(isShort ? 'confirmWaiting' : 'confirm')}</SubmitButton>
        </div>
      </Form>
    </Card>
  );
}

/** The preview, or the sentence that says why there is none. */
async function attempt(
  ctx: StaffCtx,
  input: { customerId: number; request: OrderRequest },
): Promise<OrderPreview | string> {
  try {
    return await previewOrder(ctx, input);
  } catch (error) {
    if (error instanceof DomainError) return messageOfRefusal(error);
    throw error;
  }
}

async function linesOf({ quote, balanceMinor, outcome }: OrderPreview): Promise<KeyValue[]> {
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
  lines.push({ id: 'balance', label: t('balanceNow'), value: f.money(balanceMinor) });
  if (outcome.kind === 'pay')
    lines.push({
      id: 'after',
      label: t('balanceAfter'),
      value: f.money(outcome.balanceAfterMinor),
    });
  lines.push({ id: 'starts', label: t('starts'), value: f.dateTime(quote.startsAt) });
  if (quote.endsAt !== null)
    lines.push({ id: 'ends', label: t('ends'), value: f.dateTime(quote.endsAt) });
  if (quote.dataBytes !== null)
    lines.push({ id: 'data', label: t('data'), value: f.bytes(quote.dataBytes) });
  return lines;
}
