/** An ask that could not be carried out in this time is dropped: whoever asked has long looked elsewhere. */
export const KICK_WAITS_MS = 5 * 60_000;

export type KickVerdict = 'cut' | 'newer' | 'expired';

/**
 * Whether a session is still the one somebody wanted to end. Without this, an ask that is carried out twice,
 * or late, would end the session that came after it.
 */
export function judgeKick(kick: {
  askedAt: Date;
  now: Date;
  uptimeSeconds: number | null;
}): KickVerdict {
  const sinceAskedMs = kick.now.getTime() - kick.askedAt.getTime();
  if (sinceAskedMs > KICK_WAITS_MS) return 'expired';
  // An uptime that cannot be read says nothing about a newer session.
  if (kick.uptimeSeconds === null) return 'cut';
  return kick.uptimeSeconds * 1000 >= sinceAskedMs ? 'cut' : 'newer';
}
