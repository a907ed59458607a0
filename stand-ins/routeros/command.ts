import { type WriteVerb, writeVerbs } from './model';

/** A parsed sentence: `/ppp/secret/set =.id=*1 ?x=y .tag=3`. */
export type Command = {
  /** Without the verb and without leading or trailing slashes. */
  path: string;
  verb: string;
  args: ReadonlyArray<readonly [string, string]>;
  queries: readonly string[];
  tag: string | undefined;
};

/** Parses a sentence; words of unknown form are returned for the caller to report. */
export function parseCommand(words: readonly string[]): Command & { strayWords: string[] } {
  const segments = (words[0] ?? '').split('/').filter(Boolean);
  const args: Array<[string, string]> = [];
  const queries: string[] = [];
  const strayWords: string[] = [];
  let tag: string | undefined;
  for (const word of words.slice(1)) {
    if (word.startsWith('?')) queries.push(word);
    else if (word.startsWith('.tag=')) tag = word.slice(5);
    else if (word.startsWith('=')) {
      const end = word.indexOf('=', 1);
      args.push(end < 0 ? [word.slice(1), ''] : [word.slice(1, end), word.slice(end + 1)]);
    } else strayWords.push(word);
  }
  return {
    path: segments.slice(0, -1).join('/'),
    verb: segments.at(-1) ?? '',
    args,
    queries,
    tag,
    strayWords,
  };
}

export const isWriteVerb = (verb: string): verb is WriteVerb =>
  writeVerbs.includes(verb as WriteVerb); // the cast only widens the candidate for the lookup

export const isWrite = (command: Command): boolean => isWriteVerb(command.verb);
