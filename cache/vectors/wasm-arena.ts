import { assembleDotKernel, type DotKernel, KERNEL_STEP } from './dot-kernel.ts';
import { grownCapacity, SCAN_CHUNK, type VectorArena } from './vector-arena.ts';

/** What is used of the platform's WebAssembly; its types come with the DOM library, which a server does not load. */
interface WasmPlatform {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { dots?: unknown } };
  readonly Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  readonly grow: (pages: number) => number;
}

const PAGE = 65_536;
/** One page less than 32 bits address, so that no row ends where an address wraps to zero. */
const MAX_PAGES = 65_535;

interface Layout {
  /** Bytes of a row. */
  readonly stride: number;
  readonly numbersAt: number;
  readonly scoresAt: number;
  readonly rowsAt: number;
}

/** Query, row numbers of a chunk, scores of a chunk, then the rows, each padded with zeros to whole steps. */
function layoutOf(dimensions: number): Layout {
  const stride = Math.ceil(dimensions / KERNEL_STEP) * KERNEL_STEP * 4;
  const numbersAt = stride;
  const scoresAt = numbersAt + SCAN_CHUNK * 4;
  return { stride, numbersAt, scoresAt, rowsAt: Math.ceil((scoresAt + SCAN_CHUNK * 4) / 64) * 64 };
}

/** How many vectors of these dimensions one memory of 4 GiB holds. */
export function mostVectors(dimensions: number): number {
  const { stride, rowsAt } = layoutOf(dimensions);
  return Math.floor((MAX_PAGES * PAGE - rowsAt) / stride);
}

/**
 * The arena in one WebAssembly memory, scanned with SIMD; undefined where the platform has no WebAssembly SIMD.
 * @throws RangeError when `maxRows` rows are more than a 32-bit memory holds
 */
export function createWasmArena(dimensions: number, maxRows: number): VectorArena | undefined {
  const platform = wasmPlatform();
  const kernel = assembleDotKernel();
  if (!platform?.validate(kernel)) return undefined;

  const { stride, numbersAt, scoresAt, rowsAt } = layoutOf(dimensions);
  const pagesFor = (rows: number): number => Math.ceil((rowsAt + rows * stride) / PAGE);
  const maximum = pagesFor(maxRows);
  if (maximum > MAX_PAGES) {
    throw new RangeError(
      `${maxRows} vectors of ${dimensions} dimensions do not fit into one memory of 4 GiB`,
    );
  }

  const memory = new platform.Memory({ initial: pagesFor(0), maximum });
  const { exports } = new platform.Instance(new platform.Module(kernel), { host: { memory } });
  const dots = exports.dots as DotKernel;
  let capacity = 0;
  let views = viewsOf(memory);

  return {
    reserve: (rows) => {
      if (rows <= capacity) return;
      const grown = grownCapacity(capacity, rows, maxRows);
      memory.grow(pagesFor(grown) - pagesFor(capacity));
      capacity = grown;
      views = viewsOf(memory); // growing detaches the old buffer
    },
    write: (row, vector) => views.floats.set(vector, (rowsAt + row * stride) / 4),
    read: (row) => {
      const from = (rowsAt + row * stride) / 4;
      return views.floats.subarray(from, from + dimensions);
    },
    ask: (query) => views.floats.set(query, 0),
    dots: (rows, from, count) => {
      for (let i = 0; i < count; i++) views.numbers[i] = rows[from + i] ?? 0;
      if (count > 0) dots(numbersAt, count, scoresAt, rowsAt, stride, 0);
      return views.scores;
    },
    bytes: () => memory.buffer.byteLength,
  };

  function viewsOf({ buffer }: WasmMemory) {
    return {
      floats: new Float32Array(buffer),
      numbers: new Uint32Array(buffer, numbersAt, SCAN_CHUNK),
      scores: new Float32Array(buffer, scoresAt, SCAN_CHUNK),
    };
  }
}

function wasmPlatform(): WasmPlatform | undefined {
  return (globalThis as { WebAssembly?: WasmPlatform }).WebAssembly;
}
