/** What the call says in words. */
import type { DeviceFault, Input } from '#media/call/device.ts';
import type { CallLink } from '#media/call/state.ts';

const NAMES: { readonly [Which in Input]: string } = { microphone: 'microphone', camera: 'camera' };

/** What happened, and what to do about it. */
export function faultText(which: Input, fault: DeviceFault): string {
  const name = NAMES[which];
  switch (fault) {
    case 'denied':
      return `The browser was not allowed to use your ${name}. Press the sign to the left of the page's address, allow the ${name}, then try again.`;
    case 'none':
      return `No ${name} was found. Plug one in and try again, or go on without.`;
    case 'busy':
      return `Another program is using your ${name}. Close that program, then try again.`;
    case 'not-allowed-here':
      return `Browsers give camera and microphone only to pages opened with https. Ask whoever runs this site.`;
    case 'failed':
      return `Your ${name} could not be started. Unplug it and plug it in again, or restart the browser.`;
  }
}

/** The state of the call as a whole; undefined where there is nothing to say. */
export function linkText(link: CallLink): string | undefined {
  switch (link) {
    case 'joining':
      return 'Joining the call…';
    case 'away':
      return 'The call was interrupted and is coming back…';
    case 'cannot-seal':
      return 'This browser cannot keep a call sealed, so the call stays off. A current Chrome, Edge, Firefox or Safari can.';
    case 'connected':
    case 'closed':
      return undefined;
  }
}
