/** Characters of a password that stands alone, and of one beside a second factor (NIST SP 800-63B-4, 3.1.1.2). */
export const LONE_PASSWORD_CHARS = 15;
export const ACCOMPANIED_PASSWORD_CHARS = 8;
