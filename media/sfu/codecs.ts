/** The two codecs of the call. Others have other clear bytes, or (RED, FEC) repeat frames past the sealing's counter. */
import type { types } from 'mediasoup';
import type { Json, Kind } from '../messages.ts';

export const MEDIA_CODECS: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90000 },
];

/** RTX is no codec of its own: it sends the sealed packets of VP8 again. */
const CARRIED: { readonly [Which in Kind]: ReadonlySet<string> } = {
  audio: new Set(['audio/opus']),
  video: new Set(['video/vp8', 'video/rtx']),
};
/** Two simulcast layers are usual; a third is what a large camera gives. */
const MAX_ENCODINGS = 3;

/** mediasoup wraps what is out of range; here it is refused. */
const isWithin = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
const field = (of: unknown, name: string): unknown => (typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const mimeTypeOf = (codec: unknown): string => {
  const mimeType = field(codec, 'mimeType');
  return typeof mimeType === 'string' ? mimeType.toLowerCase() : '';
};

/** What is wrong with the RTP parameters of a new producer, beyond what mediasoup itself checks. */
export function faultOf(kind: Kind, rtpParameters: Json): 'bad_shape' | 'call_codec' | undefined {
  const { codecs, encodings } = rtpParameters;
  if (!isList(codecs) || codecs.length === 0 || !isList(encodings) || encodings.length === 0) return 'bad_shape';
  if (encodings.length > MAX_ENCODINGS) return 'bad_shape';
  if (!codecs.every((codec) => isWithin(field(codec, 'payloadType'), 0, 127))) return 'bad_shape';
  if (!encodings.every((encoding) => isWithin(field(encoding, 'ssrc') ?? 1, 1, 0xffff_ffff))) return 'bad_shape';
  const extensions = rtpParameters['headerExtensions'] ?? [];
  if (!isList(extensions) || !extensions.every((extension) => isWithin(field(extension, 'id'), 1, 255))) return 'bad_shape';
  const carried = (codec: unknown): boolean => CARRIED[kind].has(mimeTypeOf(codec));
  return codecs.every(carried) ? undefined : 'call_codec';
}
