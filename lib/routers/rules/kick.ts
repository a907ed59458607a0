/** A request that could not be carried out within this time is dropped, because staff no longer wait for it. */
export const KICK_WAITS_MS = 5 * 60_000;

export type KickVerdict = 'cut' | 'newer' | 'expired';

/**
 * Decides whether a session is still the one staff wanted to end. Otherwise a repeated or late request would end the
 * session that came after it.
 */
export function judgeKick(kick: {
  askedAt: Date;
  now: Date;
  uptimeSeconds: number | null;
}): KickVerdict {
  const sinceAskedMs = kick.now.getTime() - kick.askedAt.getTime();
  if (sinceAskedMs > KICK_WAITS_MS) return 'expired';
  // An unreadable uptime is no evidence of a newer session.
  if (kick.uptimeSeconds === null) return 'cut';
  return kick.uptimeSeconds * 1000 >= sinceAskedMs ? 'cut' : 'newer';
}
