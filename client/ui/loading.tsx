/** While something is fetched: said after a moment, so that what is quick does not flicker. */
export function Loading({ children }: { children: string }) {
  return (
    <main class="centre">
      <p class="soft loading" role="status">
        {children}
      </p>
    </main>
  );
}
