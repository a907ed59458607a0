'use client';

import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './cn';
import { ICON_BUTTON_STYLES } from './icon-button';

export const BACKDROP_STYLES =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';

/** The box of a dialog that asks for a confirmation. */
export const ALERT_STYLES =
  'max-h-[92dvh] w-full overflow-y-auto rounded-t-xl border border-line bg-surface-raised p-5 shadow-float outline-none transition-[opacity,translate] duration-200 ease-out-soft data-ending-style:translate-y-4 data-starting-style:translate-y-4 data-ending-style:opacity-0 data-starting-style:opacity-0 sm:max-w-md sm:rounded-xl';

export type DialogProps = {
  /** A button element that opens it; absent when `open` is controlled. */
  trigger?: ReactElement;
  title: ReactNode;
  description?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  size?: 'sm' | 'md' | 'lg';
  children?: ReactNode;
};

const widths = { sm: 'sm:max-w-sm', md: 'sm:max-w-lg', lg: 'sm:max-w-3xl' };

/** A modal dialog: at the bottom on phones, centred elsewhere. Traps focus. */
export function Dialog({
  trigger,
  title,
  description,
  open,
  onOpenChange,
  size = 'md',
  children,
}: DialogProps) {
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={BACKDROP_STYLES} />
        <Base.Viewport className="fixed inset-0 z-40 flex items-end justify-center overflow-y-auto sm:items-center sm:p-6">
          <Base.Popup
            className={cn(
              'max-h-[92dvh] w-full overflow-y-auto overscroll-contain rounded-t-xl border border-line bg-surface-raised shadow-float outline-none sm:rounded-xl',
              'transition-[opacity,translate] duration-200 ease-out-soft data-ending-style:translate-y-4 data-starting-style:translate-y-4 data-ending-style:opacity-0 data-starting-style:opacity-0',
              widths[size],
            )}
          >
            <DialogHeader title={title} description={description} />
            <div className="px-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">{children}</div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function DialogHeader({ title, description }: Pick<DialogProps, 'title' | 'description'>) {
  const t = useTranslations('ui');
  return (
    <div className="flex items-start justify-between gap-4 px-5 pt-5 pb-4">
      <div className="min-w-0">
        <Base.Title className="font-semibold text-lg leading-snug">{title}</Base.Title>
        {description !== undefined && (
          <Base.Description className="mt-1 text-ink-muted">{description}</Base.Description>
        )}
      </div>
      <Base.Close aria-label={t('close')} className={cn(ICON_BUTTON_STYLES, '-m-1.5')}>
        <X aria-hidden />
      </Base.Close>
    </div>
  );
}

/** Buttons at the end of a dialog; a `DialogClose` among them cancels. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">{children}</div>
  );
}

/** Closes the surrounding dialog. Takes a button element. */
export function DialogClose({ children }: { children: ReactElement }) {
  return <Base.Close render={children} />;
}
