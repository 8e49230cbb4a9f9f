/** A real SMTP server of a test's own, in the clear, on this machine alone. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

type Mail = { readonly to: readonly string[]; readonly from: string; readonly text: string };
/** Takes all mail but what is for somebody `nobody@`, and for as long as `away` says nothing at all. */
export async function createMailServer(): Promise<AsyncDisposable & { readonly port: number; readonly mails: Mail[]; away: boolean }> {
  const mails: Mail[] = [];
  const box = { away: false };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, callback) {
      const code = box.away ? 451 : address.startsWith('nobody@') ? 550 : undefined;
      callback(code === undefined ? undefined : Object.assign(new Error('no'), { responseCode: code }));
    },
    onData(stream, { envelope }, callback) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => void parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope;
        mails.push({
          to: rcptTo.map(({ address }) => address),
          from: mailFrom === false ? '' : mailFrom.address,
          text: Buffer.concat(parts).toString(),
        });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    get away() {
      return box.away;
    },
    set away(is) {
      box.away = is;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
