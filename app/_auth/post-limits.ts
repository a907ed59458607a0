/** The bodies that pages take. Uploads have routes of their own, with a limit for each kind of file. */
export const postLimits = {
  /** Signed out: sign-in, sign-up, new password. A few short fields, twice: a refused form sends back its text. */
  signedOutBytes: 32_768,
  /** Signed in: the largest is a list of catalogue items as text. Next takes no more either. */
  signedInBytes: 1_048_576,
  /** An action without a form sends an empty list of arguments. */
  emptyActionBytes: 64,
} as const;

export type PostHead = {
  contentType: string | null;
  contentLength: string | null;
  /** Whether it names its action in a header, as scripts do; without scripts the form names it. */
  hasActionHeader: boolean;
  isSignedIn: boolean;
};

/**
 * Judges a POST to a page by its head alone, before any of its body is read: reading and decoding is what a
 * hostile one would keep the process busy with. Browsers send every form of ours as multipart with its length.
 */
export function judgePost(post: PostHead): { kind: 'taken'; bytes: number } | RefusedPost {
  const { contentType, contentLength, hasActionHeader, isSignedIn } = post;
  const isForm = contentType?.startsWith('multipart/form-data;') === true;
  const isEmptyAction = hasActionHeader && contentType?.startsWith('text/plain') === true;
  if (!isForm && !isEmptyAction) return { kind: 'refused', status: 415 };
  if (contentLength === null || !/^\d{1,15}$/.test(contentLength))
    return { kind: 'refused', status: 411 };
  const bytes = Number(contentLength);
  const { signedInBytes, signedOutBytes, emptyActionBytes } = postLimits;
  const formBytes = isSignedIn ? signedInBytes : signedOutBytes;
  return bytes > (isForm ? formBytes : emptyActionBytes)
    ? { kind: 'refused', status: 413 }
    : { kind: 'taken', bytes };
}

export type RefusedPost = { kind: 'refused'; status: 411 | 413 | 415 | 429 };
