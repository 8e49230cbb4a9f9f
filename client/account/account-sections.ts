/** The sections of "Your account", in order. A package with a section of its own adds it here. */
import type { AccountSection } from '#client/store/account-page.ts';
import { WaysSection } from './ways-section.tsx';

export const ACCOUNT_SECTIONS: readonly AccountSection[] = [{ id: 'ways', title: 'Ways to sign in', isFor: () => true, View: WaysSection }];
