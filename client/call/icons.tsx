/** The call's signs. Each stands beside words or an aria-label, so they are hidden from screen readers. */
import type { ComponentChildren } from 'preact';

const Sign = ({ children }: { children: ComponentChildren }) => (
  <svg
    class="call-sign"
    viewBox="0 0 24 24"
    aria-hidden="true"
    focusable="false"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    {children}
  </svg>
);
const Slash = () => <path d="M4 4l16 16" />;

export const MicrophoneSign = ({ off = false }: { off?: boolean }) => (
  <Sign>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5 11a7 7 0 0 0 14 0M12 18v3" />
    {off && <Slash />}
  </Sign>
);
export const CameraSign = ({ off = false }: { off?: boolean }) => (
  <Sign>
    <rect x="3" y="6" width="12" height="12" rx="2" />
    <path d="M15 11l6-4v10l-6-4" />
    {off && <Slash />}
  </Sign>
);
export const LockSign = ({ open = false }: { open?: boolean }) => (
  <Sign>
    <rect x="5" y="11" width="14" height="9" rx="2" />
    <path d={open ? 'M8 11V8a4 4 0 0 1 7.5-2' : 'M8 11V8a4 4 0 0 1 8 0v3'} />
  </Sign>
);
export const ChooseSign = () => (
  <Sign>
    <path d="M4 7h10M18 7h2M4 17h2M10 17h10" />
    <circle cx="16" cy="7" r="2" />
    <circle cx="8" cy="17" r="2" />
  </Sign>
);
export const SelfSign = ({ off = false }: { off?: boolean }) => (
  <Sign>
    <circle cx="12" cy="9" r="4" />
    <path d="M4 21a8 8 0 0 1 16 0" />
    {off && <Slash />}
  </Sign>
);
export const SoundSign = () => (
  <Sign>
    <path d="M4 9v6h4l5 4V5L8 9z" />
    <path d="M16.500 8.500a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12" />
  </Sign>
);
