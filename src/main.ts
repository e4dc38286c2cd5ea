#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createProgram } from './cli/program.ts';

// One level up in the sources, and dist/package.json once built.
const packageFile = new URL('../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

await createProgram(version).parseAsync();
