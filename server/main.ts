/** The server as a process: settings from the environment, one app, an end on SIGTERM, SIGINT or when its starter is gone. */
import { randomInt } from 'node:crypto';
import packageJson from '../package.json' with { type: 'json' };
import { createApp, type App } from './app.ts';
import { ConfigError, helpText, readConfig, type Config } from './config.ts';
import { createLog } from './log.ts';
import { systemClock, systemRandom } from './system.ts';
import { UnsafeError } from './unsafe.ts';

/** `npm start` promises an end within 10 s. */
const CLOSE_MS = 9_000;
/** Letters and digits that are not taken for one another when read out. */
const CODE_SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';

if (process.argv.includes('--help')) {
  process.stdout.write(helpText());
} else {
  try {
    await run(readConfig(process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`Settings that cannot be used:\n${error.message}\nAll settings: npm start -- --help`);
    process.exitCode = 1;
  }
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const setUpCode = makeCode();
  let app: App | undefined;
  let ending = false;

  const end = (exitCode: number): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), CLOSE_MS).unref();
    void (app?.close() ?? Promise.resolve()).then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.error({ error }, 'closing failed');
        process.exit(1);
      },
    );
  };
  const endAs = (signal: string) => () => {
    if (!ending) log.info({ signal }, 'stopping');
    // While it still starts there is nothing to close yet but what starting itself gives back.
    if (app === undefined && !ending) void starting.finally(() => end(0));
    else end(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endAs(signal));
  if (process.channel !== undefined && process.channel !== null) process.on('disconnect', endAs('starter gone'));
  const crashed = (error: unknown): void => {
    log.error({ error }, 'something failed that nobody expected: stopping');
    end(1);
  };
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);

  const starting = createApp({ config, log, clock: systemClock, random: systemRandom, version: packageJson.version, setUpCode }).then(
    (made) => {
      app = made;
      log.info({ port: made.port, version: packageJson.version, origin: config.origin }, 'ready');
      console.log(greeting(config, made, setUpCode));
    },
    (error: unknown) => {
      log.error({ error }, 'the server cannot start');
      const why = error instanceof Error ? error.message : String(error);
      console.error(
        error instanceof UnsafeError ? `Holdspace does not start, since it would not be safe:\n${why}` : `Holdspace cannot start: ${why}`,
      );
      end(1);
    },
  );
  await starting;
}

function greeting(config: Config, app: App, setUpCode: string): string {
  const address = config.port === app.port ? config.origin : `http://localhost:${app.port}`;
  const first = `Open it to set up this practice. From another machine that asks for this code: ${setUpCode}`;
  return `\nHoldspace is ready at ${address}\n${app.setUpNeeded ? `${first}\n` : ''}`;
}

function makeCode(): string {
  const signs = Array.from({ length: 16 }, () => CODE_SIGNS[randomInt(CODE_SIGNS.length)]);
  return signs.join('').replace(/(.{4})(?=.)/g, '$1-');
}
