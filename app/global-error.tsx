'use client';

import './globals.css';

type GlobalErrorProps = {
  error: unknown;
  retry: () => void;
};

/**
 * Shown when the root layout itself fails. The words are here rather than in the catalogue, because loading that may be
 * what failed.
 */
export default function GlobalError({ retry }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body className="min-h-dvh font-sans text-sm">
        <main className="mx-auto flex min-h-dvh max-w-md flex-col items-center justify-center gap-4 p-6 text-center">
          <h1 className="font-semibold text-xl">Something went wrong on our side</h1>
          <p className="text-ink-muted">Nothing was lost. Please try again in a moment.</p>
          <button
            type="button"
            onClick={retry}
            className="min-h-11 rounded-md bg-accent px-5 font-medium text-on-accent"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
