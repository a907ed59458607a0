'use client';

import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';
import { Toasts } from './toasts';

interface ProvidersProps {
  direction: 'ltr' | 'rtl';
  /** Nonce of the content security policy, when the proxy sends one. */
  nonce: string | undefined;
  children: ReactNode;
}

/** What every page needs in the browser: theme, writing direction, CSP nonce, the toast region. */
export function Providers({ direction, nonce, children }: ProvidersProps) {
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      <CSPProvider {...(nonce === undefined ? {} : { nonce })}>
        <DirectionProvider direction={direction}>
          {children}
          <Toasts />
        </DirectionProvider>
      </CSPProvider>
    </ThemeProvider>
  );
}
