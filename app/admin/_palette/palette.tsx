'use client';

import { Dialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { buttonStyles } from '@/app/_ui/button-styles';
import { cn } from '@/app/_ui/cn';
import { BACKDROP_STYLES } from '@/app/_ui/dialog';
import { useIsHydrated } from '@/app/_ui/use-is-hydrated';
import { PaletteList } from './palette-list';
import type { PaletteWords } from './palette-words';
import { useShortcuts } from './use-shortcuts';

const triggerLook = cn(
  buttonStyles({ variant: 'secondary' }),
  'w-full max-w-80 justify-start font-normal text-ink-muted',
);

type PaletteProps = {
  /** Pages the role may open. */
  nav: readonly { href: string; label: string }[];
  words: PaletteWords;
  /** Whether the role may add customers. */
  canCreate: boolean;
};

/** Search over customers, services and pages by keyboard (Ctrl or Cmd K, or /). */
export function Palette({ nav, words, canCreate }: PaletteProps) {
  const router = useRouter();
  const t = useTranslations('ui');
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');

  function show(next: boolean) {
    setOpen(next);
    if (!next) setText('');
  }
  function go(href: string) {
    show(false);
    router.push(href as Route);
  }
  useShortcuts({ onPalette: () => show(!open), onGo: go });

  const trigger = (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      className={triggerLook}
    >
      <Search aria-hidden />
      <span className="truncate">{words.open}</span>
      <kbd className="ms-auto rounded-sm border border-line px-1.5 font-sans text-xs max-sm:hidden">
        Ctrl K
      </kbd>
    </button>
  );
  if (!useIsHydrated()) return trigger;
  return (
    <Dialog.Root open={open} onOpenChange={(next) => show(next)}>
      <Dialog.Trigger render={trigger} />
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP_STYLES} />
        <Dialog.Viewport className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto p-3 sm:pt-[12vh]">
          <Dialog.Popup className="w-full max-w-xl overflow-hidden rounded-xl border border-line bg-surface-raised shadow-float outline-none transition-[opacity,translate] duration-150 ease-out-soft data-ending-style:-translate-y-2 data-starting-style:-translate-y-2 data-ending-style:opacity-0 data-starting-style:opacity-0">
            <Dialog.Title className="sr-only">{words.title}</Dialog.Title>
            {/* The server searches; cmdk only moves the highlight. */}
            <Command label={words.title} shouldFilter={false} loop>
              <div className="flex items-center gap-2.5 border-line border-b px-4">
                <Search aria-hidden className="size-4.5 shrink-0 text-ink-muted" />
                <Command.Input
                  value={text}
                  onValueChange={setText}
                  placeholder={words.placeholder}
                  className="h-13 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-muted"
                />
                <Dialog.Close className="rounded-sm border border-line px-1.5 py-0.5 text-ink-muted text-xs hover:text-ink">
                  {t('close')}
                </Dialog.Close>
              </div>
              <PaletteList text={text} nav={nav} words={words} canCreate={canCreate} onGo={go} />
            </Command>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
