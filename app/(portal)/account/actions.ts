'use server';

import { revalidatePath } from 'next/cache';
import { cookies } from 'next/headers';
import { z } from 'zod';
import { LOCALE_COOKIE, locales } from '@/app/_i18n/locales';
import { subscriberAction } from '@/app/_operator/subscriber-action';
import { ChangeOwnContact, changeOwnContact } from '@/lib/customers/account/change-own-contact';
import { changeOwnLanguage } from '@/lib/customers/account/change-own-language';
import { changeMailPreferences } from '@/lib/notifications/change-mail-preferences';

const YEAR_SECONDS = 31_536_000;

export const chooseLanguage = subscriberAction({
  schema: z.object({ locale: z.enum(locales) }),
  run: async (ctx, { locale }) => {
    await changeOwnLanguage(ctx, { language: locale });
    const jar = await cookies();
    jar.set(LOCALE_COOKIE, locale, { maxAge: YEAR_SECONDS, sameSite: 'lax', path: '/' });
    revalidatePath('/', 'layout');
  },
});

/** Saves how the customer can be reached. */
export const saveContact = subscriberAction({
  schema: ChangeOwnContact,
  run: async (ctx, contact) => {
    await changeOwnContact(ctx, contact);
    revalidatePath('/account');
  },
});

/** Saves which mails the customer receives. */
export const chooseMails = subscriberAction({
  schema: z.object({ usage: z.boolean(), renewal: z.boolean() }),
  run: (ctx, wanted) => changeMailPreferences(ctx, { customerId: ctx.actor.customerId, ...wanted }),
});
