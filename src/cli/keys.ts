import type { ReadStream } from 'node:tty';

/**
 * Keys as they are pressed on a terminal; elsewhere the first letter of each line, so that a script can press them.
 * Ctrl-C and Ctrl-D end it.
 */
export async function* readKeys(input: NodeJS.ReadStream): AsyncGenerator<string> {
  const terminal: ReadStream | undefined = input.isTTY ? input : undefined;
  terminal?.setRawMode(true);
  input.setEncoding('utf8');
  try {
    let line = '';
    for await (const chunk of input as AsyncIterable<string>) {
      for (const char of chunk) {
        if (char === '\u0003' || char === '\u0004') return;
        if (terminal !== undefined) yield char.toLowerCase();
        else if (char !== '\n') line += char;
        else {
          yield line.trim().slice(0, 1).toLowerCase();
          line = '';
        }
      }
    }
    if (line !== '') yield line.trim().slice(0, 1).toLowerCase();
  } finally {
    terminal?.setRawMode(false);
    input.pause();
  }
}
