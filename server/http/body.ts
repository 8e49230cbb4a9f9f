/** Reads JSON bodies, and no byte more than the contract allows: who sends more is answered at once and cut off. */
import type { Request, RequestHandler, Response } from 'express';
import { refuse } from './answer.ts';

/** Sets `request.body`; undefined when there is none or it is not sent as JSON. */
export function jsonBody(limitBytes: number): RequestHandler {
  return (request, response, next) => {
    if (request.is('application/json') === false || request.is('application/json') === null) {
      next();
      return;
    }
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      tooLarge(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else if (!response.headersSent) tooLarge(request, response);
    });
    request.on('end', () => {
      if (response.headersSent) return;
      try {
        request.body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      } catch {
        refuse(response, 'bad_shape');
        return;
      }
      next();
    });
  };
}

function tooLarge(request: Request, response: Response): void {
  response.once('finish', () => request.destroy());
  refuse(response, 'too_large');
}
