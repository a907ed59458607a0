import { ChevronRight } from 'lucide-react';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Concern } from './concern';

/** One line of what needs attention; the whole line is a link. */
export function ConcernRow({ concern }: { concern: Concern }) {
  return (
    <li className="group relative flex items-center gap-4 px-4 py-3 hover:bg-surface-hover sm:px-5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusBadge tone={concern.tone}>{concern.kind}</StatusBadge>
          <AppLink href={concern.href} className="font-medium after:absolute after:inset-0">
            {concern.title}
          </AppLink>
        </p>
        <p className="mt-0.5 text-ink-muted">{concern.detail}</p>
      </div>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-muted rtl:-scale-x-100" />
    </li>
  );
}
