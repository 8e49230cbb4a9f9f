/** The sections of "Your account", in order. A package with a section of its own adds it here. */
import type { AccountSection } from '#client/store/account-page.ts';
import { KitSection } from './kit-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { ParticipantKeys } from './participant-keys.tsx';
import { SignInsSection } from './sign-ins-section.tsx';
import { WaysSection } from './ways-section.tsx';

export const ACCOUNT_SECTIONS: readonly AccountSection[] = [
  { id: 'ways', title: 'Ways to sign in', isFor: () => true, View: WaysSection },
  { id: 'password', title: 'Password', isFor: () => true, View: PasswordSection },
  { id: 'kit', title: 'Recovery kit', isFor: () => true, View: KitSection },
  { id: 'keys', title: 'Your keys', isFor: ({ roles }) => !roles.includes('participant'), View: KeysSection },
  { id: 'keys', title: 'Your keys', isFor: ({ roles }) => roles.includes('participant'), View: ParticipantKeys },
  { id: 'sign-ins', title: 'Where you are signed in', isFor: () => true, View: SignInsSection },
];
