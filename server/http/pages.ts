/** The built client: hashed files for good, and index.html for every path that is a screen of it. */
import express, { type RequestHandler, type Router } from 'express';
import { join } from 'node:path';
import { refuse } from './answer.ts';

/** The name holds the content's hash: it never changes. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

/** `folder`: where Vite wrote the client. Nothing is read before it is asked for. */
export function pages(folder: string): Router {
  const router = express.Router();
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), {
      index: false,
      fallthrough: true,
      setHeaders: (response) => response.setHeader('Cache-Control', FOR_GOOD),
    }),
    notThere,
  );
  router.use(express.static(folder, { index: false, setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache') }));
  router.use((request, response, next) => {
    const screen =
      (request.method === 'GET' || request.method === 'HEAD') && !request.path.startsWith('/api/') && !request.path.includes('.');
    if (!screen) {
      next();
      return;
    }
    response.sendFile(join(folder, 'index.html'), (error) => {
      if (error !== undefined) refuse(response, 'not_ready');
    });
  });
  return router;
}

/** A file of an older build is not the page: a script that gets HTML fails in stranger ways. */
const notThere: RequestHandler = (_request, response) => refuse(response, 'not_found');
