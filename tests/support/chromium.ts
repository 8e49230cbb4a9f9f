import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

/** How long a page may take over one step: many times what it needs, since a busy machine is no failure. */
const STEP_MS = 90_000;
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A camera and a microphone that need no hardware and no click; nothing that asks the network for anything of its own. */
const FLAGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
];

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

export type TestBrowser = AsyncDisposable & {
  readonly browser: Browser;
  /** A page of a person of their own: cookies, storage and camera are shared with nobody. */
  person(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
};

function findChromium(): string {
  const found = process.env['HOLDSPACE_CHROMIUM'] ?? PLACES.find((place) => existsSync(place));
  if (found === undefined) throw new Error('there is no Chromium here: npm run setup -- --tests');
  return found;
}

/** A person whose browser keeps what it keeps in `folder`, so that a test can look there. */
export const openProfile = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, {
    executablePath: findChromium(),
    args: FLAGS,
    permissions: ['camera', 'microphone'],
    ...DESKTOP,
  });

/** Starts Debian's Chromium, headless. `HOLDSPACE_CHROMIUM` names another one. */
export async function createTestBrowser(moreFlags: readonly string[] = []): Promise<TestBrowser> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...moreFlags] });
  const close = (): Promise<void> => browser.close();
  return {
    browser,
    close,
    [Symbol.asyncDispose]: close,
    async person(options = DESKTOP) {
      const context = await browser.newContext({ permissions: ['camera', 'microphone'], ...options });
      context.setDefaultTimeout(STEP_MS);
      return context.newPage();
    },
  };
}
