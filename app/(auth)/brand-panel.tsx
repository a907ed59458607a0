import { ChartNoAxesColumn, type LucideIcon, Repeat2, Zap } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Logo } from '@/app/_ui/logo';

const promises = [
  { key: 'promiseTopUp', icon: Zap },
  { key: 'promiseUsage', icon: ChartNoAxesColumn },
  { key: 'promisePlan', icon: Repeat2 },
] as const satisfies readonly { key: string; icon: LucideIcon }[];

/** Panel beside the form on wide screens: the operator's name and the portal's purpose. */
export function BrandPanel({ operatorName }: { operatorName: string }) {
  const t = useTranslations('auth.brand');
  return (
    <aside className="relative isolate hidden flex-col justify-between overflow-hidden border-line border-e bg-accent-soft p-10 text-accent-ink lg:flex xl:p-14">
      <SignalRings />
      <Logo name={operatorName} />
      <div className="flex max-w-md flex-col gap-8">
        <p className="text-balance font-semibold text-3xl leading-tight tracking-tight xl:text-4xl">
          {t('headline')}
        </p>
        <ul aria-label={t('promises')} className="flex flex-col gap-4 text-base">
          {promises.map(({ key, icon: Icon }) => (
            <li key={key} className="flex items-start gap-3">
              <span className="grid size-9 shrink-0 place-items-center rounded-md bg-surface-raised shadow-card">
                <Icon aria-hidden className="size-4.5" />
              </span>
              <span className="pt-1.5">{t(key)}</span>
            </li>
          ))}
        </ul>
      </div>
      <span aria-hidden />
    </aside>
  );
}

/** Decoration: concentric circles spreading from a corner. */
function SignalRings() {
  const radii = [90, 170, 250, 330, 410];
  return (
    <svg
      viewBox="0 0 440 440"
      fill="none"
      aria-hidden
      className="absolute -end-24 -bottom-24 -z-10 size-3/4 text-accent opacity-20 rtl:-scale-x-100"
    >
      {radii.map((radius) => (
        <circle key={radius} cx="440" cy="440" r={radius} stroke="currentColor" strokeWidth="1.5" />
      ))}
    </svg>
  );
}
