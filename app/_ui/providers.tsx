'use client';

import { DirectionProvider } from '@base-ui/react/direction-provider';
import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';
import { Toasts } from './toasts';

type ProvidersProps = {
  direction: 'ltr' | 'rtl';
  children: ReactNode;
};

/** What every page needs in the browser: theme, writing direction, the toast region. */
export function Providers({ direction, children }: ProvidersProps) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" disableTransitionOnChange>
      <DirectionProvider direction={direction}>
        {children}
        <Toasts />
      </DirectionProvider>
    </ThemeProvider>
  );
}
