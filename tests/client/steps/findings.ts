/** What axe (WCAG 2.2 AA) and our own measures find on a screen. The page needs a context with `bypassCSP`: axe is put into it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = [
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
];
/** WCAG 2.2's AAA size, which we hold to for everything that is pressed. */
const TARGET_PX = 44;
type Finding = { readonly id: string; readonly impact: string; readonly where: readonly string[] };

/** What axe finds serious, too small targets, and overflow, at every size in both colour schemes. */
export async function findings(page: Page): Promise<unknown[]> {
  const found: unknown[] = [];
  await page.evaluate(AXE);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      found.push(...(await page.evaluate(painted, colorScheme)).map((what) => ({ inTransition: what, size: size.width, colorScheme })));
      const violations = await page.evaluate(runAxe, RULES);
      found.push(...violations.map((violation) => ({ ...violation, size: size.width, colorScheme })));
    }
    found.push(...(await page.evaluate(tooSmall, TARGET_PX)).map((what) => ({ small: what, size: size.width })));
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push({ overflow: size.width });
  }
  return found;
}

/**
 * Resolves when the page shows itself in that colour scheme and size: before, axe would mix colours of both. Whoever wants no motion
 * gets the new colours at once: what is still in transition is answered, and was once a page of both colours for some frames.
 */
async function painted(colorScheme: 'light' | 'dark'): Promise<string[]> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  while (!matchMedia(`(prefers-color-scheme: ${colorScheme})`).matches) await frame();
  await frame();
  const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await frame();
  await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  return moving.map(({ transitionProperty, effect }) => `${(effect as KeyframeEffect).target?.className} ${transitionProperty}`);
}

type Axe = { run(of: Document, options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };

async function runAxe(rules: string[]): Promise<Finding[]> {
  const axe = Reflect.get(globalThis, 'axe') as Axe;
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
  return violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => node.html) }));
}

/** Controls on screen whose smaller side is under `least`; links inside text are excepted, as in WCAG. A box to tick is pressed by its label. */
function tooSmall(least: number): string[] {
  const controls = [
    ...document.querySelectorAll<HTMLElement>('button, select, input:not([type=checkbox], [type=radio]), label.check, textarea, nav a'),
  ];
  return controls
    .filter((control) => control.checkVisibility({ visibilityProperty: true }))
    .filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      return Math.min(width, height) < least - 0.5;
    })
    .map((control) => control.outerHTML.slice(0, 120));
}
