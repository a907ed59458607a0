'use client';

import ErrorPage from '../error';

/** The same words as everywhere, inside the portal's frame: the balance and the way on stay in reach. */
export default ErrorPage;
