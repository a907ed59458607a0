'use client';

import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { buttonStyles } from './button-styles';
import { cn } from './cn';
import { ICON_BUTTON_STYLES } from './icon-button';
import { inkTone } from './tone';

type ToastTone = 'info' | 'positive' | 'danger';

const manager = Toast.createToastManager();

type ToastInput = {
  title: string;
  text?: string;
  tone?: ToastTone;
  /** For actions that can be undone. */
  undo?: { label: string; onUndo: () => void };
};

/** Shows a short message. Not for errors that need a response: those stay where they happened. */
export function showToast({ title, text, tone = 'info', undo }: ToastInput): void {
  manager.add({
    title,
    type: tone,
    timeout: undo ? 10_000 : 6000,
    priority: tone === 'danger' ? 'high' : 'low',
    ...(text === undefined ? {} : { description: text }),
    ...(undo ? { actionProps: { children: undo.label, onClick: undo.onUndo } } : {}),
  });
}

/** The live region for toasts, present from the first render. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <ToastRegion />
    </Toast.Provider>
  );
}

function ToastRegion() {
  const t = useTranslations('ui.toast');
  return (
    <Toast.Portal>
      <Toast.Viewport
        aria-label={t('region')}
        className="fixed inset-x-3 bottom-20 z-50 mx-auto flex max-w-sm flex-col gap-2 sm:inset-x-auto sm:end-5 sm:bottom-5 sm:w-sm"
      >
        <ToastList />
      </Toast.Viewport>
    </Toast.Portal>
  );
}

const toneIcons = { info: Info, positive: CircleCheck, danger: CircleAlert };

function ToastList() {
  const t = useTranslations('ui.toast');
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => {
    const tone = (toast.type ?? 'info') as ToastTone;
    const Icon = toneIcons[tone];
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        className="rounded-lg border border-line bg-surface-raised shadow-float transition-[opacity,translate] duration-200 data-limited:hidden data-ending-style:translate-y-2 data-starting-style:translate-y-2 data-ending-style:opacity-0 data-starting-style:opacity-0"
      >
        <Toast.Content className="flex items-start gap-3 p-3.5">
          <Icon aria-hidden className={cn('mt-0.5 size-4.5 shrink-0', inkTone[tone])} />
          <div className="min-w-0 flex-1">
            <Toast.Title className="font-medium" />
            <Toast.Description className="mt-0.5 text-ink-muted" />
          </div>
          {toast.actionProps && (
            <Toast.Action className={buttonStyles({ variant: 'secondary', size: 'sm' })} />
          )}
          <Toast.Close aria-label={t('dismiss')} className={cn(ICON_BUTTON_STYLES, '-m-1.5')}>
            <X aria-hidden />
          </Toast.Close>
        </Toast.Content>
      </Toast.Root>
    );
  });
}
