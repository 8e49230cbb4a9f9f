/**
 * The only door to libsodium (WebAssembly). Whoever makes a room, a keyring or a test awaits `sodiumReady()` once; all
 * other modules import the `sodium` binding and call it synchronously afterwards.
 */
import sodium from 'libsodium-wrappers';

export type Sodium = typeof sodium;
export { sodium };

/** Resolves once libsodium can be called; cheap when called again. */
export async function sodiumReady(): Promise<Sodium> {
  await sodium.ready;
  return sodium;
}
