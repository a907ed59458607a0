import { createTranslator } from 'next-intl';
import { beforeAll, describe, expect, it } from 'vitest';
import { nextChargeText } from '@/app/admin/_service-view/next-charge-words';
import { inTransaction } from '@/db/transaction';
import { getFormats } from '@/lib/kit/format';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getPortalService } from '@/lib/screens/portal/services';
import { setHolds } from '@/lib/services/set-holds';
import messages from '@/messages/en/admin-services.json';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { change, waitingOn } from './support';

beforeAll(() => givenOperator());

const soon = at(start, { hours: 1 });
const t = createTranslator({
  locale: 'en',
  messages: { 'admin-services': messages },
  namespace: 'admin-services.due',
}) as Parameters<typeof nextChargeText>[0];
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });

/** A running service whose subscriber planned another plan for the end of its paid week. */
async function given() {
  const customerId = await givenCustomer({ balance: 5_000n });
  const { itemId } = await givenPlan();
  const other = await givenPlan({ unitPriceMinor: 900n });
  const serviceId = await givenService({ customerId, itemId });
  await change(subscriberCtx(customerId, start), { customerId, serviceId, itemId: other.itemId });
  return { customerId, serviceId };
}

describe('a planned change of plan', () => {
  it.each(['paused', 'dispute'] as const)(
    'has no day and no charge, for its subscriber and for staff, while its service is held: %s',
    async (reason) => {
      const ids = await given();
      const { serviceId } = ids;
      if (reason === 'paused') await pauseService(staffCtx(soon), { serviceId, until: null });
      else
        await inTransaction(systemCtx(soon), (ctx) =>
          setHolds(ctx, { serviceIds: [serviceId], reason }),
        );
      const { portal, staff, list } = await waitingOn(ids, soon);
      const waits = reason === 'paused' ? 'pause' : 'stop';
      for (const planned of [portal, staff, list])
        expect(planned).toMatchObject({ at: null, waits });
      const service = await getPortalService(subscriberCtx(ids.customerId, soon), serviceId);
      expect(service.renewal).toEqual({ kind: 'none' });
      const card = await findServiceCard(staffCtx(soon), serviceId);
      expect(card && nextChargeText(t, f, card)).toEqual({
        amount: null,
        when: 'Nothing is charged until it is on.',
      });
    },
  );
});
