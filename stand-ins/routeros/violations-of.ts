import type { parseCommand } from './command';

/** Describes what a well-behaved client would not have sent; nothing is refused for it. */
export function violationsOf(
  words: readonly string[],
  command: ReturnType<typeof parseCommand>,
  isLoggedIn: boolean,
): string[] {
  const name = words[0] ?? '';
  const found: string[] = [];
  if (!name.startsWith('/')) found.push(`a sentence starts with "${name.slice(0, 40)}"`);
  for (const word of command.strayWords) found.push(`stray word in ${name}: "${word}"`);
  const tags = words.filter((word) => word.startsWith('.tag=')).length;
  if (tags > 1) found.push(`${name} carries ${tags} tags`);
  if (name === '/login') return found;
  if (!isLoggedIn) found.push(`${name} before the login`);
  if (tags === 0 && name !== '/quit') found.push(`${name} carries no tag`);
  return found;
}
