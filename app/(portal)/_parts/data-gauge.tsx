import { Infinity as Endless } from 'lucide-react';
import { Ring } from '@/app/_ui/ring';
import type { Tone } from '@/app/_ui/tone';
import type { DataLeft } from '@/lib/screens/shared/usage';
import { getWords } from './words';

/** Whether there is anything to draw: data that is used up or was never granted has no share. */
export function hasGauge({ isLimited, buckets }: DataLeft): boolean {
  return !isLimited || buckets.length > 0;
}

/** Remaining data: a ring, or a sign for a plan without a limit. */
export async function DataGauge({ data }: { data: DataLeft }) {
  const { t, f } = await getWords();
  if (!data.isLimited) {
    return (
      <div className="flex size-36 shrink-0 flex-col items-center justify-center gap-1 rounded-full border-9 border-accent-soft text-center">
        <Endless aria-hidden className="size-8 text-accent-ink" />
        <span className="px-3 text-ink-muted text-xs leading-tight">{t('data.unlimited')}</span>
      </div>
    );
  }
  const { used: left, total } = f.bytesOf(data.leftBytes, data.grantedBytes);
  return (
    <Ring
      ratio={shareLeft(data)}
      tone={toneOf(data)}
      label={t('data.leftOf', { left, total })}
      value={left}
      caption={t('data.ofLeft', { total })}
    />
  );
}

function shareLeft({ leftBytes, grantedBytes }: DataLeft): number {
  return grantedBytes === 0n ? 0 : Number((leftBytes * 1000n) / grantedBytes) / 1000;
}

/** The alert colours: 80 % used, and used up. */
function toneOf(data: DataLeft): Tone {
  if (data.leftBytes === 0n) return 'danger';
  return shareLeft(data) <= 0.2 ? 'warning' : 'accent';
}
