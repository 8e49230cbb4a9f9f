/** Chromium's virtual authenticator (CDP, domain WebAuthn): touched and verified whenever it is asked. */
import type { Page } from 'playwright-core';

export async function addAuthenticator(page: Page, { prf }: { readonly prf: boolean }) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: prf,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** How many passkeys it holds. */
    count: async (): Promise<number> => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  };
}
