import { type HiddenUsage, objectOr, type StreamFilter } from '#core';

/** A blank line ends an event, whichever of the standard's line ends it and the line before have. */
const FRAME_ENDS = [Buffer.from('\n\n'), Buffer.from('\n\r\n'), Buffer.from('\r\r')];
const LINE_END = /\r\n|\n|\r/;
/** The usage event is the only one without choices (API reference, "stream_options.include_usage"). */
const NO_CHOICES = /"choices"\s*:\s*\[\s*\]/;
/** Stands in every usage object: most pieces of a stream need no closer look. */
const USAGE_MARK = 'prompt_tokens';
/** A provider that never ends a frame must not fill the memory. */
const MAX_HELD_BYTES = 1024 * 1024;

/** Asks for `stream_options.include_usage` and withholds the event that it adds. */
export const hiddenUsage: HiddenUsage = {
  edits: (body) => ({
    stream_options: JSON.stringify({ ...objectOr(body.stream_options), include_usage: true }),
  }),
  createFilter: (): StreamFilter => {
    let held: Buffer = NOTHING;
    const flush = (): Buffer => {
      const rest = held;
      held = NOTHING;
      return withoutUsage(rest);
    };
    return {
      flush,
      push: (bytes) => {
        held = held.length === 0 ? asBuffer(bytes) : Buffer.concat([held, bytes]);
        const end = endOfLastFrame(held);
        if (end === 0) return held.length > MAX_HELD_BYTES ? flush() : NOTHING;
        const whole = held.subarray(0, end);
        held = held.subarray(end);
        return whole.includes(USAGE_MARK) ? withoutUsage(whole) : whole;
      },
    };
  },
};

const NOTHING = Buffer.alloc(0);

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

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

function withoutUsage(frames: Buffer): Buffer {
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
    const event = objectOr(JSON.parse(dataOf(frame)));
    return Array.isArray(event.choices) && event.choices.length === 0 && event.usage != null;
  } catch {
    return false;
  }
}

/** An event's data (WHATWG HTML, section 9.2.6): its `data` lines, whatever ids, names and comments stand around them. */
function dataOf(frame: string): string {
  return frame
    .split(LINE_END)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).replace(/^ /, ''))
    .join('\n');
}
