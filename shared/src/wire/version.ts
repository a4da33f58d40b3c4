/**
 * The wire's version; raise it when a message changes in a way that an older client would misread.
 * 1: first.
 */
export const WIRE_VERSION = 1;
