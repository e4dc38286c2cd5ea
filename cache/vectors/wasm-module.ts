// A WebAssembly assembler of the few instructions the kernel needs: code is a list of bytes, and expressions nest as in
// the text format, so that a kernel written with it can be read next to the specification
// (https://webassembly.github.io/spec/core/binary/). No build step and no committed binary.

export type Code = readonly number[];

export const I32 = 0x7f;
export const V128 = 0x7b;

const VOID_BLOCK = 0x40;
const FUNCTION_TYPE = 0x60;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];

export const i32Const = (value: number): Code => [0x41, ...signed(value)];
export const i32Add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const i32Multiply = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
export const i32LessUnsigned = (a: Code, b: Code): Code => [...a, ...b, 0x49];
export const i32Load = (address: Code): Code => [...address, 0x28, 2, 0];

export const f32Add = (a: Code, b: Code): Code => [...a, ...b, 0x92];
export const f32Store = (address: Code, value: Code): Code => [...address, ...value, 0x38, 2, 0];

export const v128Load = (address: Code, offset: number): Code => [
  ...address,
  ...simd(0),
  4,
  ...unsigned(offset),
];
export const v128Zero: Code = [...simd(12), ...new Array<number>(16).fill(0)];
export const f32x4Lane = (vector: Code, lane: number): Code => [...vector, ...simd(31), lane];
export const f32x4Add = (a: Code, b: Code): Code => [...a, ...b, ...simd(228)];
export const f32x4Multiply = (a: Code, b: Code): Code => [...a, ...b, ...simd(230)];

/** Runs `body`, and again as long as `condition` leaves a non-zero number. */
export const repeatWhile = (body: readonly Code[], condition: Code): Code => [
  ...[0x03, VOID_BLOCK], // loop
  ...body.flat(),
  ...[...condition, 0x0d, 0], // br_if to the loop's start
  0x0b, // end
];

export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly number[];
  /** Types of the locals; they are numbered on from the parameters. */
  readonly locals: readonly number[];
  readonly body: readonly Code[];
}

/** A module that exports one function without a result and imports its memory as `host.memory`. */
export function assembleModule(fn: WasmFunction): Uint8Array<ArrayBuffer> {
  const locals = fn.locals.map((type) => [1, type]);
  const code = [...list(locals), ...fn.body.flat(), 0x0b];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d], // "\0asm"
    ...[1, 0, 0, 0], // version
    ...section(1, [[FUNCTION_TYPE, ...list(fn.parameters.map((type) => [type])), 0]]),
    ...section(2, [[...text('host'), ...text('memory'), 2, 0, ...unsigned(1)]]), // a memory of at least a page
    ...section(3, [[0]]), // function 0 is of type 0
    ...section(7, [[...text(fn.name), 0, 0]]),
    ...section(10, [sized(code)]),
  ]);
}

function section(id: number, items: readonly Code[]): Code {
  return [id, ...sized(list(items))];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function sized(bytes: Code): Code {
  return [...unsigned(bytes.length), ...bytes];
}

function text(value: string): Code {
  return sized([...new TextEncoder().encode(value)]);
}

function simd(opcode: number): Code {
  return [0xfd, ...unsigned(opcode)];
}

/** LEB128: seven bits a byte, lowest first; the eighth bit says that more follow. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const last = value >= -0x40 && value < 0x40;
  return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
