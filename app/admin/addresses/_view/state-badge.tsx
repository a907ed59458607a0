import { Circle, Lock, type LucideIcon, UserRound, Waves } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { AddressState } from '@/lib/network/rules/plan';

const look: Record<AddressState, { tone: Tone; icon: LucideIcon }> = {
  free: { tone: 'neutral', icon: Circle },
  assigned: { tone: 'accent', icon: UserRound },
  reserved: { tone: 'warning', icon: Lock },
  pool: { tone: 'info', icon: Waves },
};

/** The state of one address. */
export function StateBadge({ state }: { state: AddressState }) {
  const t = useTranslations('admin-addresses.state');
  const { tone, icon: Icon } = look[state];
  return (
    <StatusBadge tone={tone} icon={<Icon aria-hidden />}>
      {t(state)}
    </StatusBadge>
  );
}
