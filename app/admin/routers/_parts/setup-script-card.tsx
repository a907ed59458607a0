import { Download } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { namedFields } from '@/app/_forms/named-fields';
import { Button, LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { CopyButton } from '@/app/_ui/copy-button';
import { setupScript } from '@/lib/routers/rules/setup-script';

type SetupScriptCardProps = {
  routerId: number;
  username: string;
  /** The portal's host name; null when people open it by IP address. */
  portalHost: string | null;
  hasHotspot: boolean;
  /** Addresses from the page's address; the script is shown only when both are IPv4. */
  server: string;
  portal: string;
};

/** The script to paste into the router once. A plain form asks for the addresses, so the script can be linked to. */
export async function SetupScriptCard(props: SetupScriptCardProps) {
  const { routerId, username, server, portal, portalHost, hasHotspot } = props;
  const t = await getTranslations('admin-routers.setup');
  const field = namedFields(t);
  const addresses = z.object({ server: z.ipv4(), portal: z.ipv4() }).safeParse({ server, portal });
  const isAsked = server !== '' || portal !== '';
  return (
    <Card title={t('title')} description={t('text')}>
      <form method="get" className="grid items-end gap-4 sm:grid-cols-[1fr_1fr_auto]">
        <input type="hidden" name="step" value="script" />
        <AddressField {...field('server')} value={server} />
        <AddressField {...field('portal')} value={portal} />
        <Button type="submit">{t('show')}</Button>
      </form>
      <p role="status" className="mt-2 text-danger-ink">
        {isAsked && !addresses.success ? t('badAddress') : ''}
      </p>
      {addresses.success && (
        <>
          <Script
            text={setupScript({
              ...{ username, portalHost, hasHotspot },
              serverAddress: addresses.data.server,
              portalAddress: addresses.data.portal,
            })}
            label={t('script')}
            copy={t('copy')}
          />
          <LinkButton
            href={`/admin/routers/${routerId}/setup/script?${new URLSearchParams(addresses.data)}`}
            icon={<Download aria-hidden />}
            className="mt-3"
            download
          >
            {t('download')}
          </LinkButton>
        </>
      )}
      <p className="mt-3 text-ink-muted text-xs">{t('password')}</p>
    </Card>
  );
}

type AddressFieldProps = {
  name: string;
  label: string;
  hint?: string;
  value: string;
};

function AddressField({ name, label, hint, value }: AddressFieldProps) {
  const id = `setup-${name}`;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <p id={`${id}-hint`} className="text-ink-muted text-xs">
        {hint}
      </p>
      <input
        id={id}
        name={name}
        defaultValue={value}
        aria-describedby={`${id}-hint`}
        inputMode="decimal"
        autoComplete="off"
        placeholder="203.0.113.10"
        className="control"
      />
    </div>
  );
}

function Script({ text, label, copy }: { text: string; label: string; copy: string }) {
  return (
    <div className="relative mt-3">
      <div className="absolute end-2 top-2 rounded-md bg-surface-raised">
        <CopyButton text={text} label={copy} />
      </div>
      <section
        // A scrollable box must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        aria-label={label}
        className="max-h-80 overflow-auto rounded-md border border-line bg-surface-sunken p-3 pe-12"
      >
        <pre className="font-mono text-xs leading-relaxed">{text}</pre>
      </section>
    </div>
  );
}
