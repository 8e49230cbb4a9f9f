/** The steps after sign-up, in order. A package with a step of its own adds it here. */
import type { EnrolStep } from '#client/store/enrol.ts';
import { BackupCodesStep } from './enrol-codes.tsx';
import { FactorStep } from './enrol-factor.tsx';
import { KitStep } from './enrol-kit.tsx';

export const ENROL_STEPS: readonly EnrolStep[] = [
  { id: 'factor', isFor: () => true, View: FactorStep },
  { id: 'backup-codes', isFor: ({ factorNeeded }, hasFactor) => factorNeeded || hasFactor, View: BackupCodesStep },
  { id: 'kit', isFor: () => true, View: KitStep },
];
