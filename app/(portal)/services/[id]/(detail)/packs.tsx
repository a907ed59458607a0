import { requireSubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { listPackOffers } from '@/lib/screens/portal/plans';
import type { PortalService } from '@/lib/screens/portal/services';
import { getWords } from '../../../_parts/words';

/** More data for the running period; renders nothing where the plan has no limit or the service is off. */
export async function Packs({ service }: { service: PortalService }) {
  if (!service.can.buyPack) return null;
  const [ctx, { t, f }] = await Promise.all([requireSubscriberCtx(), getWords()]);
  const packs = await listPackOffers(ctx, { customerId: ctx.actor.customerId, ...service });
  if (packs.length === 0) return null;
  return (
    <Card id="packs" title={t('packs.title')} description={t('packs.text')}>
      <ul className="grid gap-3 sm:grid-cols-2">
        {packs.map((pack) => (
          <li
            key={pack.packId}
            className="flex min-w-0 items-center justify-between gap-3 rounded-md border border-line p-3"
          >
            <div className="min-w-0">
              <p className="font-medium [overflow-wrap:anywhere]">{pack.name}</p>
              <p className="text-ink-muted text-xs">
                {f.bytes(pack.dataBytes)}
                {' · '}
                {pack.validDays === null
                  ? t('packs.untilRenewal')
                  : t('packs.days', { count: pack.validDays })}
              </p>
            </div>
            <LinkButton
              href={`/services/${service.serviceId}/packs/${pack.packId}`}
              variant="soft"
              aria-label={t('packs.buy', { pack: pack.name, price: f.money(pack.grossMinor) })}
            >
              {f.money(pack.grossMinor)}
            </LinkButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
