/** What tests do with templates on the boards of a page: Sam is the host. */
import type { Stage } from './stage.ts';

type Name = 'Sam' | 'Kim';

export function templatesOn(stage: Stage) {
  const dialog = () => stage.page.getByRole('dialog');
  async function openPicker(): Promise<void> {
    await stage.page.locator('#Sam').getByRole('button', { name: 'More tools' }).click();
    await stage.page.locator('#Sam').getByRole('button', { name: 'Lay a template beneath …' }).click();
    await stage.page.getByRole('list', { name: 'Templates' }).waitFor();
  }
  return {
    openPicker,
    async lay(name: string): Promise<void> {
      await openPicker();
      await dialog().getByRole('button', { name, exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
    },
    /** Waits until somebody's board says that of itself. */
    said: (name: Name, words: string): Promise<void> =>
      stage.page.locator(`#${name} .board-summary`, { hasText: words }).waitFor({ state: 'attached' }),
    /** How many pixels of somebody's settled canvas are not paper. */
    inked: (name: Name): Promise<number> =>
      stage.page.evaluate(`test.painted().then(() => {
        const canvas = document.querySelector('#${name} .lower-canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i] < 250) count++;
        return count;
      })`),
  };
}
