'use client';

import { Drawer as Base } from '@base-ui/react/drawer';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './cn';
import { BACKDROP_STYLES } from './dialog';
import { ICON_BUTTON_STYLES } from './icon-button';

export type SheetProps = {
  trigger?: ReactElement;
  title: ReactNode;
  description?: ReactNode;
  /** `bottom` for choices on a phone, `end` for details beside a list, `start` for navigation. */
  side?: 'bottom' | 'end' | 'start';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children?: ReactNode;
};

const popup = {
  bottom:
    'mt-auto max-h-[90dvh] w-full rounded-t-xl border-t data-ending-style:translate-y-full data-starting-style:translate-y-full sm:mx-auto sm:max-w-lg',
  end: 'ms-auto h-full w-full max-w-md border-s data-ending-style:translate-x-full data-starting-style:translate-x-full rtl:data-ending-style:-translate-x-full rtl:data-starting-style:-translate-x-full',
  start:
    'me-auto h-full w-[min(20rem,85vw)] border-e data-ending-style:-translate-x-full data-starting-style:-translate-x-full rtl:data-ending-style:translate-x-full rtl:data-starting-style:translate-x-full',
};

/** A panel from the edge. Swiping it away, the close button and Escape all close it. */
export function Sheet({
  trigger,
  title,
  description,
  side = 'end',
  open,
  onOpenChange,
  children,
}: SheetProps) {
  const t = useTranslations('ui');
  return (
    <Base.Root
      swipeDirection={swipe[side]}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={BACKDROP_STYLES} />
        <Base.Viewport className="fixed inset-0 z-40 flex">
          <Base.Popup
            className={cn(
              'transform-[translate(var(--drawer-swipe-movement-x,0),var(--drawer-swipe-movement-y,0))] flex flex-col overflow-y-auto overscroll-contain border-line bg-surface-raised shadow-float outline-none transition-transform duration-300 ease-out-soft data-swiping:duration-0',
              popup[side],
            )}
          >
            {side === 'bottom' && (
              <div aria-hidden className="mx-auto mt-2 h-1 w-9 shrink-0 rounded-full bg-line" />
            )}
            <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
              <div className="min-w-0">
                <Base.Title className="font-semibold text-lg">{title}</Base.Title>
                {description !== undefined && (
                  <Base.Description className="mt-0.5 text-ink-muted">
                    {description}
                  </Base.Description>
                )}
              </div>
              <Base.Close aria-label={t('close')} className={cn(ICON_BUTTON_STYLES, '-m-1.5')}>
                <X aria-hidden />
              </Base.Close>
            </div>
            <Base.Content className="flex-1 px-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">
              {children}
            </Base.Content>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

const swipe = { bottom: 'down', end: 'right', start: 'left' } as const;
