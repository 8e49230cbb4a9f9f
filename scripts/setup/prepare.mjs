import { buildClient } from './client.mjs';
import { installDependencies } from './dependencies.mjs';
import { prepareDriver } from './driver.mjs';
import { withLock } from './lock.mjs';
import { preparePostgres } from './postgres.mjs';
import { createReport } from './report.mjs';
import { findRuntime } from './runtime.mjs';
import { ensurePackages, FOR_TESTS } from './system.mjs';
import { prepareWorker } from './worker.mjs';

/** Only what printing the settings needs. Resolves to the path of the pinned Node. */
export const prepareHelp = () =>
  withLock(async () => {
    await installDependencies((busy) => console.error(`Dependencies: ${busy} …`));
    return findRuntime().node;
  });

/** The whole set-up: idempotent, goes on where it was cut short, and takes a second when all is in place. */
export const prepare = ({ tests = false } = {}) =>
  withLock(async () => {
    const report = createReport(tests ? 7 : 6);
    let node = '';
    await report.step('Dependencies', installDependencies);
    await report.step('Node runtime', () => {
      const runtime = findRuntime();
      node = runtime.node;
      return runtime.version;
    });
    await report.step('PostgreSQL', preparePostgres);
    await report.step('PostgreSQL driver', prepareDriver);
    await report.step('Media worker', (busy) => prepareWorker(busy, report.detail));
    await report.step('Client', (busy) => buildClient(node, busy));
    if (tests) await report.step('Browser for the tests', (busy) => ensurePackages(FOR_TESTS, 'Testing', busy));
    report.done();
    return node;
  });
