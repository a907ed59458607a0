import { getTranslations } from 'next-intl/server';
import type { AddressCell } from '@/lib/screens/admin/addresses';

/** Describes what an address is reserved for, with a reservation's note or a pool's name. */
export async function getUseWords(): Promise<(cell: Pick<AddressCell, 'use' | 'text'>) => string> {
  const t = await getTranslations('admin-addresses.use');
  return ({ use, text }) => {
    const words = t(use, { name: text ?? '' });
    return use === 'reservation' && text !== null ? `${words}: ${text}` : words;
  };
}
