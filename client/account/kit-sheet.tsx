import { QrCode } from '#client/ui/qr.tsx';
import { dayAndTime } from '#client/ui/when.ts';

type Props = {
  words: readonly string[];
  qrText: string;
  /** Whose it is. */
  email: string;
  /** ms since the Unix epoch */
  at: number;
};

/** The kit as it is printed, on one page: what it is, whose, what it does, where to keep it. */
export function KitSheet({ words, qrText, email, at }: Props) {
  return (
    <article class="kit-sheet" aria-label="Your recovery kit">
      <h2>Holdspace recovery kit</h2>
      <dl class="kit-facts">
        <dt>Account</dt>
        <dd>{email}</dd>
        <dt>Made</dt>
        <dd>{dayAndTime(at)}</dd>
        <dt>Where</dt>
        <dd>{location.origin}</dd>
      </dl>
      <div class="kit-body">
        <ol class="kit-words" aria-label="The 24 words of your kit">
          {words.map((word, i) => (
            <li key={i}>
              <span class="kit-number" aria-hidden="true">
                {i + 1}
              </span>
              <span class="kit-word">{word}</span>
            </li>
          ))}
        </ol>
        <QrCode text={qrText} label="The same 24 words as a QR code" />
      </div>
      <div class="kit-notes">
        <p>
          <strong>What it is for.</strong> If you forget your password, these 24 words let you choose a new one, and everything you keep
          opens again. Nothing else can do that, and nobody can make this page for you again.
        </p>
        <p>
          <strong>How to use it.</strong> On the sign-in page choose “I forgot my password”, type the words in their order, or scan the code
          and paste what it says. Your second step (passkey, app or back-up code) is still asked afterwards.
        </p>
        <p>
          <strong>Where to keep it.</strong> On paper, where you keep what must neither burn nor be seen: a safe, a locked drawer at home.
          Not in your mail, not as a photo, not beside the device you sign in with.
        </p>
      </div>
    </article>
  );
}
