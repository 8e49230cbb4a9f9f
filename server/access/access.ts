/** Everything of this folder, made from one set of dependencies: what server/app.ts wires to HTTP and to the gateway. */
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import type { Database } from '#db/connect.ts';
import { createChallenges } from './challenges.ts';
import { createAccesses } from './accesses.ts';
import { createCheckIns } from './check-ins.ts';
import { createClaim } from './claim.ts';
import { createColleagues } from './colleagues.ts';
import { createDeploymentKey } from './deployment-key.ts';
import type { AccessDeps } from './deps.ts';
import { createJoined } from './joined.ts';
import { createInviteOpens } from './invite-opens.ts';
import { createKits } from './kits.ts';
import { createDirectory } from './directory.ts';
import { createLeaveNow } from './leave-now.ts';
import { createDeactivate } from './deactivate.ts';
import { createDevices } from './devices.ts';
import { createEndings } from './endings.ts';
import { SIGN_IN_LIMITS, type SignInLimits } from './limits.ts';
import { createLockout } from './lockout.ts';
import { createOwnSignIns } from './own-sign-ins.ts';
import { createFactorAttempts } from './factor-attempts.ts';
import { createFactorCheck } from './factor-check.ts';
import { createFactors } from './factors.ts';
import { createOpaque } from './opaque.ts';
import { createPasskeyCheck } from './passkey-check.ts';
import { createPasskeySignIn } from './passkey-sign-in.ts';
import { createPasskeys } from './passkeys.ts';
import { createPasswordChange } from './password.ts';
import { createHandOver } from './hand-over.ts';
import { createPins } from './pins.ts';
import { createProof } from './proof.ts';
import { createPracticeWords } from './practice.ts';
import { createReadAudit } from './read-audit.ts';
import { createRecover } from './recover.ts';
import { createRegister } from './register.ts';
import { createResets } from './resets.ts';
import { createRoomInvites } from './room-invites.ts';
import { createRoomAccess } from './room-access.ts';
import { createRoomNews } from './room-news.ts';
import { createRooms } from './rooms.ts';
import type { ServerSecrets } from './secrets.ts';
import { createSignIn } from './sign-in.ts';
import { createSignIns } from './sign-ins.ts';
import { createTold } from './told.ts';
import { createWebauthn } from './webauthn.ts';

export type AccessOptions = {
  readonly db: Database;
  readonly secrets: ServerSecrets;
  readonly clock: Clock;
  readonly random: Random;
  /** Where browsers reach the practice: passkeys are bound to it. */
  readonly origin: string;
  /** The practice is reached by https. */
  readonly secure: boolean;
  /** Printed at start; asked of whoever sets up from another machine. */
  readonly setUpCode: string;
  readonly limits?: SignInLimits;
};

export type Access = ReturnType<typeof createAccess>;

export function createAccess({ db, secrets, clock, random, origin, secure, setUpCode, limits = SIGN_IN_LIMITS }: AccessOptions) {
  const key = createDeploymentKey({ keys: secrets.deploymentKeys, lookupKey: secrets.lookupKey, random });
  const deps: AccessDeps = { db, key, clock, random };
  const opaque = createOpaque({ setups: secrets.opaqueSetups, clock, random });
  const directory = createDirectory({ ...deps, ...secrets });
  const endings = createEndings();
  const news = createRoomNews();
  const devices = createDevices({ ...deps, secure });
  const lockout = createLockout({ ...deps, limits });
  const signIns = createSignIns({ ...deps, secure, limits, devices, endings });
  const roomAccess = createRoomAccess({ ...deps, reads: createReadAudit(deps) });
  const factorCheck = createFactorCheck(deps);
  const factorAttempts = createFactorAttempts(deps);
  const opens = createInviteOpens({ ...deps, most: limits.inviteOpens });
  const webauthn = createWebauthn(origin);
  const challenges = createChallenges(deps);
  const passkeyCheck = createPasskeyCheck({ clock, webauthn });
  return {
    deps,
    signIns,
    register: createRegister({ ...deps, opaque, signIns, directory, setUpCode }),
    signIn: createSignIn({ ...deps, opaque, signIns, factorCheck, passkeyCheck, factorAttempts, lockout, devices }),
    factors: createFactors({ ...deps, signIns, factorCheck }),
    passkeySignIn: createPasskeySignIn({ ...deps, signIns, challenges, passkeyCheck, webauthn }),
    passkeys: createPasskeys({ ...deps, signIns, challenges, factorCheck, webauthn }),
    password: createPasswordChange({ ...deps, opaque, signIns, lockout, factorCheck }),
    kits: createKits(deps),
    recover: createRecover({ ...deps, opaque, signIns }),
    resets: createResets({ ...deps, opaque, signIns, directory, news }),
    deactivate: createDeactivate({ ...deps, signIns, news }),
    proof: createProof({ ...deps, opaque, signIns, challenges, passkeyCheck, lockout }),
    ownSignIns: createOwnSignIns({ ...deps, endings }),
    told: createTold(deps),
    endings,
    news,
    limits,
    rooms: createRooms(deps),
    claim: createClaim({ ...deps, signIns, opens }),
    roomInvites: createRoomInvites({ ...deps, opens }),
    joined: createJoined(deps),
    directory,
    colleagues: createColleagues(deps),
    pins: createPins(deps),
    handOver: createHandOver(deps),
    leaveNow: createLeaveNow({ ...deps, secure, endings }),
    checkIns: createCheckIns(deps),
    accesses: createAccesses(deps),
    practiceWords: createPracticeWords(deps),
    roomAccess,
    /** Idempotent. */
    close: (): void => roomAccess.close(),
  };
}
