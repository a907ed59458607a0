/** Separate from the cookie itself, so that the proxy can check for it without loading the session code. */
export const SESSION_COOKIE_NAME = 'netpurse.session';

/** Header in which the proxy passes pages their own path, for returning after sign-in. */
export const PATH_HEADER = 'x-netpurse-path';
