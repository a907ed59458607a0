'use client';

import { useTranslations } from 'next-intl';
import type { MouseEvent } from 'react';
import type { DemoSignIn } from '@/app/_auth/demo-sign-ins';

/** The demo users; clicking one fills in the surrounding form. */
export function DemoSignIns({ list }: { list: readonly DemoSignIn[] }) {
  const t = useTranslations('auth.demo');
  return (
    <section
      aria-labelledby="demo-sign-ins"
      className="mt-2 rounded-lg border border-line border-dashed p-4"
    >
      <h2 id="demo-sign-ins" className="font-medium">
        {t('title')}
      </h2>
      <p className="text-ink-muted text-xs">{t('description')}</p>
      <ul className="-mx-2.5 mt-2 flex flex-col">
        {list.map((person) => (
          <li key={person.email}>
            <button
              type="button"
              onClick={(event) => fillIn(event, person)}
              className="flex min-h-11 w-full flex-col items-start justify-center gap-x-3 rounded-md px-2.5 py-1 text-start hover:bg-surface-hover sm:flex-row sm:items-center sm:justify-between"
            >
              <span className="font-medium">{t(person.role)}</span>
              <span className="min-w-0 max-w-full truncate text-ink-muted text-xs">
                {person.email}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-ink-muted text-xs">
        {t('password', { password: list[0]?.password ?? '' })}
      </p>
    </section>
  );
}

function fillIn(event: MouseEvent<HTMLButtonElement>, { email, password }: DemoSignIn): void {
  const form = event.currentTarget.form;
  if (!form) return;
  for (const [name, value] of Object.entries({ email, password })) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.value = value;
  }
  form.querySelector<HTMLButtonElement>('button[type="submit"]')?.focus();
}
