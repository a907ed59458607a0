'use client';

import { DirectionProvider } from '@base-ui/react/direction-provider';
import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';
import { EndedDialog } from './ended-dialog';
import { Toasts } from './toasts';

type ProvidersProps = {
  direction: 'ltr' | 'rtl';
  children: ReactNode;
};

/** Client-side context of every page: theme, writing direction, toasts. */
export function Providers({ direction, children }: ProvidersProps) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" disableTransitionOnChange>
      <DirectionProvider direction={direction}>
        {children}
        <EndedDialog />
        <Toasts />
      </DirectionProvider>
    </ThemeProvider>
  );
}
