/** A process with an embedded PostgreSQL of its own, to be killed or closed by the test that forked it. */
import { createEmbeddedPostgres } from '#db/embedded.ts';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('to be forked with a data folder');
const server = await createEmbeddedPostgres({ dataDir, log: { info: () => undefined, warn: () => undefined } });
process.once('message', () => {
  void server.close().then(() => process.disconnect?.());
});
process.send?.(server.url);
