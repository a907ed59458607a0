import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { demoSignIns } from '@/app/_auth/demo-sign-ins';
import { landingPath, safePath } from '@/app/_auth/safe-path';
import { findCtx } from '@/app/_auth/session';
import { getOperator } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import { AuthHeading } from '../auth-heading';
import { SignInForm } from './sign-in-form';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signIn');
  return { title: t('title') };
}

type Asked = string | string[] | undefined;
type SearchParams = Promise<{ next?: Asked; notice?: Asked; error?: Asked }>;

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const [asked, ctx, t, { operatorName, selfSignUp }] = await Promise.all([
    searchParams,
    findCtx(),
    getTranslations('auth.signIn'),
    getOperator(),
  ]);
  const next = typeof asked.next === 'string' ? safePath(asked.next) : null;
  if (ctx) redirect(landingPath(ctx.actor, next));
  return (
    <>
      <AuthHeading title={t('title')} description={t('description', { operator: operatorName })} />
      <Notice notice={asked.notice} error={asked.error} />
      <SignInForm next={next} mayJoin={selfSignUp} demo={demoSignIns()} />
    </>
  );
}

/** Why the person is here: a sign-out, a new password, or a refused sign-in of the endpoint for programs. */
async function Notice({ notice, error }: { notice: Asked; error: Asked }) {
  const t = await getTranslations();
  const shown = {
    'signed-out': { tone: 'info', text: t('auth.notice.signedOut') },
    'password-set': { tone: 'positive', text: t('auth.notice.passwordSet') },
    refused: { tone: 'danger', text: t('errors.sign_in_refused') },
  } as const;
  const key = error === undefined ? notice : 'refused';
  if (key !== 'signed-out' && key !== 'password-set' && key !== 'refused') return null;
  return (
    <Callout tone={shown[key].tone} role="status" className="mb-5">
      {shown[key].text}
    </Callout>
  );
}
