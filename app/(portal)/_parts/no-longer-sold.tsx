import type { SubscriberCtx } from '@/app/_auth/session';
import { KeptSheet } from '@/app/_live/kept-sheet';
import type { EndedSheet } from '@/app/_live/kept-step';
import { MissingPage } from '@/app/_live/missing-page';
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
  /** The key of the page's `KeptSheet`, so that a sheet that is open stays. */
  sheetKey: string | undefined;
  ctx: SubscriberCtx;
  request: OrderRequest;
  /** The quote shown on an earlier sheet; without it the page is a 404. */
  was: string | undefined;
  /** Address of other offers. */
  offersHref: string;
};

/**
 * Says that the shown offer was taken off sale in the meantime, with its terms and a link to current offers. A sheet
 * that is open in the browser stays, under the same sentence.
 */
export async function NoLongerSold({ sheetKey, ...offer }: NoLongerSoldProps) {
  const { t } = await getWords();
  const ended: EndedSheet = {
    title: t('sheet.goneTitle'),
    reason: t('sheet.goneOpen'),
    href: offer.offersHref,
    link: t('sheet.goneOthers'),
  };
  return (
    <div className="mx-auto max-w-2xl">
      <KeptSheet key={sheetKey} shown={ended}>
        <WasOnSale {...offer} />
      </KeptSheet>
    </div>
  );
}

async function WasOnSale({ ctx, request, was, offersHref }: Omit<NoLongerSoldProps, 'sheetKey'>) {
  const { customerId } = ctx.actor;
  const shown = findShownQuote(ctx, { customerId, request }, was);
  if (!shown) return <MissingPage />;
  const [words, hasData] = await Promise.all([
    getWords(),
    carriesData(ctx, { customerId, request }),
  ]);
  const { t } = words;
  const named = shown.lines.find(({ label }) => label !== '');
  return (
    <>
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
    </>
  );
}
