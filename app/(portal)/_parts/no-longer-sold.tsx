import { notFound } from 'next/navigation';
import type { SubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { findShownQuote } from '@/lib/orders/find-shown-quote';
import type { OrderRequest } from '@/lib/orders/order-input';
import { carriesData } from '@/lib/screens/portal/plans';
import { bringsOf, costsOf } from '../_view/quote-facts';
import { getWords } from './words';

type NoLongerSoldProps = {
  ctx: SubscriberCtx;
  request: OrderRequest;
  /** The quote shown on an earlier sheet; without it the page is a 404. */
  was: string | undefined;
  /** Address of other offers. */
  offersHref: string;
};

/** Says that the shown offer was taken off sale in the meantime, with its terms and a link to current offers. */
export async function NoLongerSold({ ctx, request, was, offersHref }: NoLongerSoldProps) {
  const { customerId } = ctx.actor;
  const shown = findShownQuote(ctx, { customerId, request }, was) ?? notFound();
  const [words, hasData] = await Promise.all([
    getWords(),
    carriesData(ctx, { customerId, request }),
  ]);
  const { t } = words;
  const named = shown.lines.find(({ label }) => label !== '');
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={named?.label ?? t('sheet.goneTitle')}
        crumbs={[{ label: t('nav.plans'), href: '/plans' }]}
      />
      <Card>
        <div className="flex flex-col gap-5">
          <Callout tone="warning" title={t('sheet.goneTitle')}>
            {t('sheet.goneText')}
          </Callout>
          <section aria-label={t('sheet.goneWas')}>
            <h2 className="mb-2 font-semibold text-sm">{t('sheet.goneWas')}</h2>
            <KeyValueList
              items={[
                ...costsOf(words, shown),
                ...bringsOf(words, shown, { isShort: false, hasData }),
              ]}
            />
          </section>
          <div className="flex sm:justify-end">
            <LinkButton href={offersHref} variant="primary" size="lg">
              {t('sheet.goneOthers')}
            </LinkButton>
          </div>
        </div>
      </Card>
    </div>
  );
}
