import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import { Icon, Mark } from './icons.tsx';

export type PageLink = { readonly href: string; readonly words: string; readonly here: boolean; readonly go: () => void };
type Props = {
  links: readonly PageLink[];
  /** Stands in the head, where it is always in reach. */
  leave?: ComponentChildren;
  onSignOut: () => void;
  children: ComponentChildren;
};

/** A page of somebody signed in: the mark, the ways to go, signing out, and one column of content. */
export function Page({ links, leave, onSignOut, children }: Props) {
  const follow = (event: MouseEvent, link: PageLink): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.go();
  };
  return (
    <div class="page">
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header class="top">
        <Mark />
        <nav aria-label="Main">
          {links.length > 1 &&
            links.map((link) => (
              <a key={link.href} href={link.href} aria-current={link.here ? 'page' : undefined} onClick={(event) => follow(event, link)}>
                {link.words}
              </a>
            ))}
        </nav>
        <Button kind="plain" onPress={onSignOut}>
          <Icon name="leave" />
          Sign out
        </Button>
        {leave}
      </header>
      <main class="main" id="content" tabIndex={-1}>
        <div class="column stack">{children}</div>
      </main>
    </div>
  );
}

/** Moves the focus without writing a fragment into the address bar. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#content')?.focus();
}
