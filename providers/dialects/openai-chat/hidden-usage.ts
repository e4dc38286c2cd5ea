import { type HiddenUsage, objectOr } from '#core';

/** Servers end an event with either; the standard allows both. */
const FRAME_ENDS = [Buffer.from('\n\n'), Buffer.from('\r\n\r\n')];
/** The usage event is the only one without choices (API reference, "stream_options.include_usage"). */
const NO_CHOICES = /"choices"\s*:\s*\[\s*\]/;
/** A provider that never ends a frame must not fill the memory. */
const MAX_HELD_BYTES = 1024 * 1024;

/** Asks for `stream_options.include_usage` and withholds the event that it adds. */
export const hiddenUsage: HiddenUsage = {
  edits: (body) => ({
    stream_options: JSON.stringify({ ...objectOr(body.stream_options), include_usage: true }),
  }),
  createFilter: () => {
    let held: Uint8Array = new Uint8Array(0);
    return (bytes) => {
      const all =
        held.length === 0
          ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
          : Buffer.concat([held, bytes]);
      const whole = all.subarray(0, endOfLastFrame(all));
      held = all.subarray(whole.length);
      if (held.length > MAX_HELD_BYTES) {
        held = new Uint8Array(0);
        return all;
      }
      return whole.includes('"choices"') && NO_CHOICES.test(whole.toString('latin1'))
        ? withoutUsage(whole)
        : whole;
    };
  },
};

function endOfLastFrame(bytes: Buffer): number {
  return Math.max(
    0,
    ...FRAME_ENDS.map((end) => bytes.lastIndexOf(end) + end.length).filter(
      (at, i) => at >= (FRAME_ENDS[i]?.length ?? 0),
    ),
  );
}

function endOfNextFrame(bytes: Buffer, from: number): number {
  return Math.min(
    bytes.length,
    ...FRAME_ENDS.flatMap((end) => {
      const at = bytes.indexOf(end, from);
      return at < 0 ? [] : [at + end.length];
    }),
  );
}

function withoutUsage(frames: Buffer): Uint8Array {
  const kept: Buffer[] = [];
  for (let from = 0; from < frames.length; ) {
    const end = endOfNextFrame(frames, from);
    const frame = frames.subarray(from, end);
    if (!isUsageOnly(frame.toString('utf8'))) kept.push(frame);
    from = end;
  }
  return Buffer.concat(kept);
}

function isUsageOnly(frame: string): boolean {
  if (!NO_CHOICES.test(frame)) return false;
  try {
    const event = objectOr(JSON.parse(frame.replace(/^data:\s?/, '')));
    return Array.isArray(event.choices) && event.choices.length === 0 && event.usage != null;
  } catch {
    return false;
  }
}
