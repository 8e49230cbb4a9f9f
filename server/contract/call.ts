/** The rows of the call: mediasoup's signalling. RTP and DTLS parameters are mediasoup's own JSON; mediasoup checks them again. */
import { z } from 'zod';
import { memberId } from './shapes.ts';
import { device } from './views.ts';
import { row } from './row.ts';

const id = z.uuid();
/** mediasoup-client's own JSON; bounded here in size by the socket, in shape by mediasoup. */
const json = z.record(z.string(), z.unknown());
const kind = z.enum(['audio', 'video']);
const source = z.enum(['microphone', 'camera', 'screen']);

export const producerView = z.object({ member: memberId, device, id, kind, source, paused: z.boolean() });
export type ProducerView = z.infer<typeof producerView>;

const transport = z.object({
  id,
  iceParameters: json,
  iceCandidates: z.array(json),
  dtlsParameters: json,
  iceServers: z.array(json),
});

export const CALL_UP = {
  'call/join': row('room:write', z.object({}), z.object({ rtpCapabilities: json, producers: z.array(producerView) }), 2),
  'call/transport': row('room:write', z.object({ direction: z.enum(['send', 'receive']) }), transport, 2),
  'call/connect': row('room:write', z.object({ transport: id, dtlsParameters: json }), z.object({}), 4),
  'call/restart-ice': row('room:write', z.object({ transport: id }), z.object({ iceParameters: json }), 2),
  'call/produce': row(
    'room:media',
    z.object({ transport: id, kind, source, rtpParameters: json, paused: z.boolean() }),
    z.object({ id }),
    4,
  ),
  'call/set-producer': row('room:media', z.object({ producer: id, to: z.enum(['pause', 'resume', 'close']) }), z.object({}), 10),
  'call/consume': row(
    'room:write',
    z.object({ producer: id, rtpCapabilities: json }),
    z.object({ id, kind, rtpParameters: json, paused: z.boolean() }),
    20,
  ),
  'call/set-consumer': row(
    'room:write',
    z.object({ consumer: id, to: z.enum(['pause', 'resume', 'close', 'key-frame']) }),
    z.object({}),
    20,
  ),
  'call/leave': row('room:write', z.object({}), z.object({}), 2),
} as const;

export const CALL_DOWN = {
  'call/produced': producerView,
  'call/producer': z.object({ id, to: z.enum(['pause', 'resume', 'close']) }),
  'call/consumer-closed': z.object({ id }),
  /** The media worker that carried the room is gone: every transport is dead, join anew. */
  'call/rejoin': z.object({}),
} as const;
