import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { SetupError } from './report.mjs';

/**
 * Three faults of postgres.js 3.4.9, open there since 2025 (issues 1066, 1154, 1208): what is written in the turn in which a connection dies is
 * written to nothing, which ends the process; the timer of that write stays set, so that the connection never sends again; and what is asked
 * between the error of a connection and its end is never answered, or with what the next connection answers to somebody else. PostgreSQL
 * may die here at any moment. tests/db/driver.pg.test.ts shows all three.
 */
const MENDED = [
  {
    before: '  function nextWrite(fn) {\n    const x = socket.write(chunk, fn)\n',
    after:
      "  function nextWrite(fn) {\n    if (socket === null) {\n      chunk = nextWriteTimer = null\n      error(Errors.connection('CONNECTION_CLOSED', options, socket))\n      return false\n    }\n    const x = socket.write(chunk, fn)\n",
  },
  {
    before: '    incomings = null\n    clearImmediate(nextWriteTimer)\n',
    after: '    incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n',
  },
  {
    before: "    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))\n",
    after:
      "    if (query || sent.length)\n      error(Errors.connection('CONNECTION_CLOSED', options, socket))\n    query = results = errorResponse = null\n    result = new Result()\n    rows = 0\n",
  },
];

/** Mends the installed driver; refuses when its source is neither as it was nor as it shall be. */
export function prepareDriver() {
  const file = at('node_modules', 'postgres', 'src', 'connection.js');
  const source = readFileSync(file, 'utf8');
  const mended = mend(source);
  if (mended === source) return 'in place';
  // Written anew and moved: npm may share the file with other installations by hard links.
  writeFileSync(`${file}.new`, mended);
  renameSync(`${file}.new`, file);
  return 'mended';
}

/** The source with all faults mended. */
export const mend = (source) => MENDED.reduce(replaceOnce, source);

function replaceOnce(source, { before, after }) {
  if (source.split(after).length === 2) return source;
  if (source.split(before).length === 2) return source.replace(before, () => after);
  throw new SetupError('postgres.js has changed: look whether scripts/setup/driver.mjs is still needed, and renew or remove it.');
}
