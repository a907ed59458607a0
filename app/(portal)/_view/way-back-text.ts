import type { WayBack } from '@/lib/screens/portal/way-back';
import type { Words } from '../_parts/words';
import { beyondWords } from './beyond-words';

/** Says what brings a service on that lacks credit; `plan` is its name. */
export function wayBackText(words: Words, back: WayBack, plan: string): string {
  const { t, f } = words;
  switch (back.kind) {
    case 'decide':
      return t('renew.textOff', { plan });
    case 'starting':
      return t(back.isRouterAway ? 'reason.no_credit.startingAway' : 'reason.no_credit.starting');
    case 'more':
      return t(`reason.no_credit.${back.others.includes('ended') ? 'ended' : 'other'}`);
    case 'top_up': {
      const { priceMinor, source, isFirst, isRouterAway } = back;
      const why = isFirst ? 'unpaid' : 'no_credit';
      const text = t(`reason.${why}.${isRouterAway ? 'away' : 'text'}`, {
        price: f.money(priceMinor),
        short: f.money(source.shortMinor),
      });
      if (source.topUpMinor === null) return text;
      return `${text} ${beyondWords(words, source.topUpMinor - source.shortMinor)}`.trim();
    }
  }
}
