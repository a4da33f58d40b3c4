/** What the server asks of a new password (NIST SP 800-63B: length, and not a common one). */
export const PASSWORD_HINT =
  'At least 12 characters. Three or four words that don’t belong together do well.';
