import 'next-auth/jwt';

declare module 'next-auth/jwt' {
  interface JWT {
    /** Id of the session row; the token says nothing else about the person. */
    sid?: string;
  }
}
