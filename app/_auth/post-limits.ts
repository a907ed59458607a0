/** Limits of bodies that pages accept. Uploads have separate routes, with a limit per kind of file. */
export const postLimits = {
  /**
   * Signed out: sign-in, sign-up, new password. A few short fields, doubled because a refused form sends its text back.
   */
  signedOutBytes: 32_768,
  /** Signed in: the largest is a list of catalogue items as text. Next accepts no more either. */
  signedInBytes: 1_048_576,
  /** An action without a form sends an empty list of arguments. */
  emptyActionBytes: 64,
} as const;

export type PostHead = {
  contentType: string | null;
  contentLength: string | null;
  /** Whether a header names the action, as scripts do; without scripts the form names it. */
  hasActionHeader: boolean;
  isSignedIn: boolean;
};

/**
 * Judges a POST to a page by its headers alone, because reading and decoding a hostile body is what would block the
 * process. Browsers send all of our forms as multipart with a length.
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
