import type { Tone } from '@/app/_ui/tone';
import type { RouterStatus } from '@/lib/kit/words';
import type { MapSite } from '@/lib/screens/admin/map';

export const routerTone: Record<RouterStatus, Tone> = {
  new: 'info',
  online: 'positive',
  unreachable: 'danger',
  refused: 'danger',
  off: 'neutral',
};

/** A site takes the tone of its worst router. */
export function siteTone({ routers }: MapSite): Tone {
  const tones = routers.map((router) => routerTone[router.status]);
  return (
    (['danger', 'info', 'positive'] as const).find((tone) => tones.includes(tone)) ?? 'neutral'
  );
}
