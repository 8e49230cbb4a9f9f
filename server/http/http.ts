/** HTTP, and the only place that knows Express: the contract's routes, the built client, and nothing else. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { ErrorCode } from '#server/contract/errors.ts';
import { ROUTES, type RouteName } from '#server/contract/http.ts';
import { isOwnHost } from '#server/gateway/origin.ts';
import { refuse } from './answer.ts';
import { calendarPage } from './appointment-handlers.ts';
import { blankPage } from './blank.ts';
import { jsonBody } from './body.ts';
import { createHandlers, type Services } from './handlers.ts';
import { securityHeaders } from './headers.ts';
import { openApi } from './openapi.ts';
import { referencePage, referenceStyle } from './reference.ts';
import { pages } from './pages.ts';
import { createRoute } from './route.ts';

/** Structural part of a pino logger. */
export type HttpLog = { debug(fields: object, message: string): void; error(fields: object, message: string): void };

export type HttpDeps = {
  readonly services: Services;
  readonly log: HttpLog;
  readonly version: string;
  /** Where Vite wrote the client (dist/client). */
  readonly clientFolder: string;
  /** The practice is reached by https. */
  readonly secure: boolean;
  /** Origins besides the one that a request itself names as its host. */
  readonly origins?: readonly string[];
  /** How many proxies stand before the server: that many addresses are believed (Express's `trust proxy`). */
  readonly proxies?: number;
  readonly rateFactor?: number;
  /** Where "leave now" leads; an empty page of our own where nothing is set. */
  readonly leaveNowUrl?: string | undefined;
};

/** An Express app: hand it to `http.createServer`. It holds nothing that has to be closed. */
export function createHttp(deps: HttpDeps): Express {
  const { services, log, version, clientFolder, secure, origins = [], proxies = 0, rateFactor = 1, leaveNowUrl } = deps;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', proxies);
  app.use(...securityHeaders(secure));
  app.use((request, response, next) => {
    if (isOwnHost(request.headers.host, origins)) next();
    else refuse(response, 'wrong_origin');
  });

  const failed = (route: RouteName, code: ErrorCode, error?: unknown): void => {
    if (error === undefined) log.debug({ route, code }, 'refused');
    else log.error({ route, code, error }, 'a route failed');
  };
  const handlers = createHandlers(services);
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const [method, path = ''] = name.split(' ');
    const route = createRoute(name, { handlers, signIns: services.signIns, origins, rateFactor, failed });
    if (method === 'GET') app.get(path, route);
    else app.post(path, jsonBody(ROUTES[name].bodyBytes), route);
  }
  const document = openApi(version);
  app.get('/api/openapi.json', (_request, response) => void response.json(document));
  app.get('/api/reference', referencePage(version));
  app.get('/api/reference.css', referenceStyle);
  app.get('/calendar/:file', calendarPage(services, rateFactor));
  app.get('/blank', blankPage(leaveNowUrl));
  app.use(pages(clientFolder));
  app.use((_request, response) => refuse(response, 'unknown_message'));
  app.use(onError(log));
  return app;
}

/** Express's own errors (a path that does not decode); the log keeps what was thrown by name and place, never its message: that may quote the request. */
function onError(log: HttpLog): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
    if (typeof status === 'number' && status >= 400 && status < 500) refuse(response, 'bad_shape');
    else {
      log.error({ error }, 'a request failed');
      refuse(response, 'internal');
    }
  };
}
