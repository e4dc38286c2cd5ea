import {
  assembleModule,
  type Code,
  f32Add,
  f32Store,
  f32x4Add,
  f32x4Lane,
  f32x4Multiply,
  get,
  I32,
  i32Add,
  i32Const,
  i32LessUnsigned,
  i32Load,
  i32Multiply,
  repeatWhile,
  set,
  V128,
  v128Load,
  v128Zero,
} from './wasm-module.ts';

/** Floats the kernel takes at a time; a row's stride is a multiple of it. */
export const KERNEL_STEP = 16;

/** The kernel's signature: every argument but `count` and `stride` is an address, `stride` is in bytes, `count` ≥ 1. */
export type DotKernel = (
  rows: number,
  count: number,
  scores: number,
  arena: number,
  stride: number,
  query: number,
) => void;

// Parameters, then locals, as WebAssembly numbers them.
const ROWS = 0;
const COUNT = 1;
const SCORES = 2;
const ARENA = 3;
const STRIDE = 4;
const QUERY = 5;
const LAST_ROW = 6;
const VECTOR = 7;
const VECTOR_END = 8;
const ASKED = 9;
const SUMS = [10, 11, 12, 13] as const;

const advance = (local: number, bytes: number): Code => set(local, i32Add(get(local), i32Const(bytes)));

/** `sum += vector[offset…] * query[offset…]`, four floats at once. */
const accumulate = (sum: number, offset: number): Code =>
  set(sum, f32x4Add(get(sum), f32x4Multiply(v128Load(get(VECTOR), offset), v128Load(get(ASKED), offset))));

const total = f32x4Add(f32x4Add(get(SUMS[0]), get(SUMS[1])), f32x4Add(get(SUMS[2]), get(SUMS[3])));

/**
 * The scan's inner loop as a WebAssembly module: dot products of one query with the rows whose numbers are listed.
 *
 * ```
 * do {
 *   vector = arena + *rows * stride
 *   sums = 0                                     four accumulators: an addition waits four cycles for the last one
 *   do { sums += vector[16 floats] * asked[16 floats] } while (vector < end)
 *   *scores = sum of all lanes
 * } while (++rows < last)
 * ```
 */
export function assembleDotKernel(): Uint8Array<ArrayBuffer> {
  return assembleModule({
    name: 'dots',
    parameters: [I32, I32, I32, I32, I32, I32],
    locals: [I32, I32, I32, I32, V128, V128, V128, V128],
    body: [
      set(LAST_ROW, i32Add(get(ROWS), i32Multiply(get(COUNT), i32Const(4)))),
      repeatWhile(
        [
          set(VECTOR, i32Add(get(ARENA), i32Multiply(i32Load(get(ROWS)), get(STRIDE)))),
          set(VECTOR_END, i32Add(get(VECTOR), get(STRIDE))),
          set(ASKED, get(QUERY)),
          ...SUMS.map((sum) => set(sum, v128Zero)),
          repeatWhile(
            [...SUMS.map((sum, i) => accumulate(sum, i * 16)), advance(VECTOR, 64), advance(ASKED, 64)],
            i32LessUnsigned(get(VECTOR), get(VECTOR_END)),
          ),
          set(SUMS[0], total),
          f32Store(
            get(SCORES),
            f32Add(
              f32Add(f32x4Lane(get(SUMS[0]), 0), f32x4Lane(get(SUMS[0]), 1)),
              f32Add(f32x4Lane(get(SUMS[0]), 2), f32x4Lane(get(SUMS[0]), 3)),
            ),
          ),
          advance(SCORES, 4),
          advance(ROWS, 4),
        ],
        i32LessUnsigned(get(ROWS), get(LAST_ROW)),
      ),
    ],
  });
}
