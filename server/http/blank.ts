/**
 * Where "leave now" leads: a page without a name or content, or on to where the practice wants it. It also has the browser remove
 * whatever of this origin is left: the HTTP cache, and storage that the page had no time to empty.
 */
import type { RequestHandler } from 'express';

const PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Blank page</title></head><body></body></html>';
/** W3C Clear Site Data. Cookies too: the answer to POST /api/leave-now may have been lost. */
const CLEAR = '"cache", "cookies", "storage"';

export function blankPage(leadsTo: string | undefined): RequestHandler {
  return (request, response) => {
    response.set('Cache-Control', 'no-store');
    // Only from our own page: no other site's link may sign anybody out.
    if (request.headers['sec-fetch-site'] === 'same-origin') response.set('Clear-Site-Data', CLEAR);
    if (leadsTo === undefined) response.type('html').send(PAGE);
    else response.redirect(303, leadsTo);
  };
}
