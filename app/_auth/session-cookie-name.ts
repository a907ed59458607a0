/** Apart from the cookie itself, so that the proxy can look for it without loading the session code. */
export const SESSION_COOKIE_NAME = 'netpurse.session';

/** Header in which the proxy tells pages their own path, for the way back after sign-in. */
export const PATH_HEADER = 'x-netpurse-path';
