/** What browsers may do with our pages: load from here only, run nothing inline, tell nobody where they came from. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** The one Trusted Types policy of the client (media/call/frame-worker.ts): starting the worker that seals frames. */
const TRUSTED_TYPES = 'holdspace-frame-worker';

/** What browsers could be asked for by a page, and ours does not ask: off, for it and for whatever it might be made to embed. */
const OFF = [
  'accelerometer',
  'bluetooth',
  'browsing-topics',
  'clipboard-read',
  'encrypted-media',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];
/** What it does ask for, for itself alone. The two of WebAuthn are passkeys; the clipboard is written by "copy the link". */
const OURS = [
  'camera',
  'microphone',
  'display-capture',
  'fullscreen',
  'speaker-selection',
  'screen-wake-lock',
  'clipboard-write',
  'publickey-credentials-create',
  'publickey-credentials-get',
];
const PERMISSIONS = [...OURS.map((name) => `${name}=(self)`), ...OFF.map((name) => `${name}=()`)].join(', ');

/** `secure`: the practice is reached by https. */
export function securityHeaders(secure: boolean): RequestHandler[] {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        // WebAssembly: libsodium and OPAQUE.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: [TRUSTED_TYPES],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // All that a page loads comes from here and says so (the line above): so it may stand in a process of its own.
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
    originAgentCluster: true,
    strictTransportSecurity: secure ? { maxAge: 63_072_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  });
  const others: RequestHandler = (_request, response, next) => {
    // Kept by nobody on the way nor on the disk, unless an answer says otherwise (hashed assets do).
    response.set({ 'Permissions-Policy': PERMISSIONS, 'Cache-Control': 'no-store' });
    next();
  };
  return [protect, others];
}
