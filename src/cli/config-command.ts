import { secretsHidden } from '#config';
import { readConfig, type StartOptions } from './start.ts';

/** `reprise config check`: exit code 0 and one line, or every problem and 1. */
export function checkConfig(options: StartOptions): void {
  const { file, warnings } = readConfig(options);
  for (const warning of warnings) console.error(`warning: ${warning}`);
  console.log(`The configuration is valid (${file ?? 'no file: defaults and environment'}).`);
}

/** `reprise config show`: every setting in force, secrets hidden. */
export function showConfig(options: StartOptions): void {
  console.log(JSON.stringify(secretsHidden(readConfig(options).config), null, 2));
}
