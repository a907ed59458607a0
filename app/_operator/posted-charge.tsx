import type { ShownCharge } from '@/lib/orders/shown-charge';

/** Posts the charge that the page shows, so that the command can refuse another one. */
export function PostedCharge({ shown }: { shown: ShownCharge }) {
  return Object.entries(shown).map(
    ([name, value]) =>
      value !== undefined && (
        <input key={name} type="hidden" name={`shown.${name}`} value={value.toString()} />
      ),
  );
}
