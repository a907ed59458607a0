import sharp from 'sharp';
import type { Ctx } from '@/lib/context';
import { createCustomer } from '@/lib/customers/create-customer';
import { saveDocument } from '@/lib/customers/documents/save-document';
import type { DemoCustomer } from './people';

/** Adds details typical of a real provider: a document for the subscriber, and a customer entered twice. */
export async function seedDetails(
  ctx: Ctx,
  {
    customerId,
    staffUserId,
    twin,
  }: { customerId: number; staffUserId: number; twin: DemoCustomer },
): Promise<void> {
  const actor = { kind: 'staff', userId: staffUserId, role: 'admin', sessionId: 'demo' } as const;
  await saveDocument(
    { ...ctx, actor },
    {
      ...{ customerId, name: 'Installation sheet', visibleToCustomer: true },
      bytes: await sharp(Buffer.from(SHEET)).png().toBuffer(),
    },
  );
  await createCustomer(ctx, {
    name: twin.name.replace(/^(\p{L})\p{L}+/u, '$1.'),
    phone: twin.phone.replaceAll(' ', '-'),
  });
}

const SHEET = `<svg xmlns="http://www.w3.org/2000/svg" width="840" height="1188">
  <rect width="840" height="1188" fill="white"/>
  <g font-family="sans-serif" fill="black">
    <text x="70" y="120" font-size="40" font-weight="bold">Installation sheet</text>
    <text x="70" y="190" font-size="24">Antenna on the south wall, cable through the attic.</text>
    <text x="70" y="230" font-size="24">Signal -58 dBm, tested at 51 Mbit/s down.</text>
  </g>
</svg>`;
