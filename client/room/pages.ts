/** Lists that the server gives out page by page. */
import type { Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

type Page = { readonly next?: string | undefined };

/**
 * Every page in its order; a failure is the last. While one is worked on the server makes the next. Whoever stops early has asked for one page too many.
 */
export async function* pagesOf<One extends Page>(
  ask: (cursor?: string) => Promise<Result<One, ErrorCode>>,
): AsyncGenerator<Result<One, ErrorCode>, void> {
  let asking: Promise<Result<One, ErrorCode>> | undefined = ask();
  while (asking !== undefined) {
    const page: Result<One, ErrorCode> = await asking;
    asking = page.ok && page.value.next !== undefined ? ask(page.value.next) : undefined;
    yield page;
  }
}
