/** The layout as data: who may import whom, and which npm package belongs to which folders alone. tests/architecture.test.ts holds the sources to it. */

/** Each area and the areas it may import, besides itself. The longest prefix of a file's path names its area. */
export const AREAS: Readonly<Record<string, readonly string[]>> = {
  'crdt/base': [],
  // Layouts that both sides share: they hold nothing secret.
  'crdt/crypto/header.ts': ['crdt/base'],
  'crdt/sync/committed.ts': ['crdt/base'],
  'crdt/keys/epoch-layout.ts': ['crdt/base'],
  'crdt/keys/member-layout.ts': ['crdt/base'],
  'crdt/crypto/label.ts': ['crdt/base'],
  'crdt/keys/directory-layout.ts': ['crdt/base', 'crdt/crypto/label.ts'],
  'crdt/keys/record-layout.ts': ['crdt/base', 'crdt/crypto/label.ts'],
  'crdt/crypto': ['crdt/base', 'crdt/crypto/header.ts', 'crdt/crypto/label.ts'],
  'crdt/keys': [
    'crdt/base',
    'crdt/crypto',
    'crdt/crypto/label.ts',
    'crdt/keys/directory-layout.ts',
    'crdt/keys/epoch-layout.ts',
    'crdt/keys/member-layout.ts',
    'crdt/keys/record-layout.ts',
  ],
  'crdt/docs': ['crdt/base'],
  'crdt/sync': ['crdt/base', 'crdt/crypto', 'crdt/crypto/header.ts', 'crdt/sync/committed.ts', 'crdt/docs'],
  'server/contract': [
    'crdt/base',
    'crdt/crypto/header.ts',
    'crdt/sync/committed.ts',
    'crdt/keys/epoch-layout.ts',
    'crdt/keys/record-layout.ts',
  ],
  media: ['crdt/base', 'server/contract'],
  'media/frames': ['crdt/base'],
  'media/call': ['media', 'media/frames', 'crdt/base', 'crdt/crypto', 'server/contract'],
  'media/sfu': ['media', 'crdt/base', 'server/contract'],
  'db/away.ts': ['crdt/base'],
  db: ['db/away.ts', 'crdt/base', 'crdt/keys/directory-layout.ts', 'crdt/keys/record-layout.ts', 'server/contract'],
  'server/access': [
    'crdt/base',
    'crdt/keys/directory-layout.ts',
    'crdt/keys/epoch-layout.ts',
    'crdt/keys/member-layout.ts',
    'server/contract',
    'db',
    'db/away.ts',
  ],
  'server/records': ['crdt/base', 'crdt/crypto/label.ts', 'crdt/keys/record-layout.ts', 'server/contract', 'db', 'db/away.ts', 'server/access'],
  'server/operate': ['crdt/base', 'server/contract', 'db', 'server/access'],
  'server/rooms': ['crdt/base', 'crdt/sync/committed.ts', 'crdt/keys/epoch-layout.ts', 'server/contract'],
  'server/gateway/origin.ts': [],
  'server/gateway': ['crdt/base', 'server/contract', 'server/rooms', 'server/gateway/origin.ts', 'db/away.ts'],
  'server/http': ['crdt/base', 'server/contract', 'db', 'server/access', 'server/records', 'server/operate', 'server/gateway/origin.ts'],
  server: [
    'crdt/base',
    'server/contract',
    'db',
    'media',
    'media/sfu',
    'server/access',
    'server/records',
    'server/operate',
    'server/rooms',
    'server/gateway',
    'server/http',
  ],
  client: [
    'crdt/crypto/label.ts',
    'crdt/crypto/header.ts',
    'crdt/keys/directory-layout.ts',
    'crdt/sync/committed.ts',
    'crdt/keys/epoch-layout.ts',
    'crdt/keys/member-layout.ts',
    'crdt/keys/record-layout.ts',
    'crdt/base',
    'crdt/crypto',
    'crdt/keys',
    'crdt/docs',
    'crdt/sync',
    'server/contract',
    'media',
    'media/call',
    'media/frames',
  ],
};

/** Whose imports are free. */
export const UNCHECKED = ['tests', 'bench'];

/** npm packages that one part of the tree keeps to itself. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'libsodium-wrappers': ['crdt/crypto'],
  '@noble/hashes': ['crdt'],
  '@scure/bip39': ['crdt/keys'],
  yjs: ['crdt', 'client'],
  'y-websocket': ['client/room', 'crdt/sync'],
  'y-protocols': ['crdt', 'client'],
  lib0: ['crdt', 'client'],
  '@serenity-kit/opaque': ['server/access', 'client'],
  '@simplewebauthn/server': ['server/access'],
  '@simplewebauthn/browser': ['client'],
  otpauth: ['server/access'],
  '@zxcvbn-ts/core': ['client/account'],
  '@zxcvbn-ts/language-common': ['client/account'],
  '@zxcvbn-ts/language-en': ['client/account'],
  mediasoup: ['media/sfu'],
  'mediasoup-client': ['media/call'],
  postgres: ['db'],
  'drizzle-orm': ['db'],
  express: ['server/http'],
  helmet: ['server/http'],
  'rate-limiter-flexible': ['server/http', 'server/gateway', 'server/access'],
  'socket.io': ['server/gateway'],
  'socket.io-client': ['client/net'],
  'socket.io-msgpack-parser': ['server/contract', 'server/gateway', 'client/net'],
  pino: ['server'],
  fabric: ['client/board'],
  'perfect-freehand': ['client/board'],
  preact: ['client'],
  '@preact/signals': ['client'],
  linkifyjs: ['client/chat'],
  uqr: ['client'],
  idb: ['client'],
  zod: ['server', 'client'],
};

/** Where Node's own modules may be used. */
export const NODE_AREAS = ['db', 'media/sfu', 'server'];
export const NEVER_NODE = ['server/contract'];

/** What no chain of imports from the server's entry may reach: the server opens nothing. */
export const SERVER_NEVER = [
  'yjs',
  'y-protocols',
  'y-websocket',
  'libsodium-wrappers',
  'crdt/keys',
  'crdt/docs',
  'crdt/sync',
  'crdt/crypto',
  'media/call',
  'media/frames',
  'client',
];
/** What of those the server may see: layouts that hold nothing secret. */
export const SERVER_MAY = [
  'crdt/crypto/header.ts',
  'crdt/crypto/label.ts',
  'crdt/keys/directory-layout.ts',
  'crdt/keys/epoch-layout.ts',
  'crdt/keys/member-layout.ts',
  'crdt/keys/record-layout.ts',
  'crdt/sync/committed.ts',
];
/** What no chain of imports from the page may reach. */
export const CLIENT_NEVER = [
  'node:',
  'express',
  'helmet',
  'postgres',
  'drizzle-orm',
  'mediasoup',
  'socket.io',
  'pino',
  'db',
  'media/sfu',
  'server/access',
  'server/http',
];

export const MAX_LINES = 250;
