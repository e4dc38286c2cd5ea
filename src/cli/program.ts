import { Command } from 'commander';
import { checkConfig, showConfig } from './config-command.ts';
import { runDoctor } from './doctor.ts';
import { addLabelCommand } from './label.ts';
import { addMockCommand } from './mock.ts';
import { addQueueCommand } from './queue.ts';
import { addSimulateCommand } from './simulate.ts';
import { type StartOptions, start } from './start.ts';
import { addTuneCommand } from './tune.ts';
import { runWorker } from './worker.ts';

const FILE = [
  '-c, --config <file>',
  'configuration file (default: reprise.config.yaml, where there is one)',
] as const;

/** The command line of `reprise`: each command is one function of `src/cli/`. */
export function createProgram(version: string): Command {
  const program = new Command('reprise')
    .description('A gateway for LLM traffic with a semantic cache at its centre.')
    .version(version);

  program
    .command('start', { isDefault: true })
    .description('run the gateway')
    .option(...FILE)
    .option('-p, --port <port>', 'port to listen on (default: 8080)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .action((options: StartOptions) => start(options));

  program
    .command('worker')
    .description('store what gateways put into the queue (cache.queue.type bullmq)')
    .option(...FILE)
    .option('-p, --port <port>', 'port of /livez, /readyz and /metrics (default: 8080)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .action(runWorker);

  addQueueCommand(program);
  program
    .command('doctor')
    .description('test every configured part, and say how to mend what does not work')
    .option(...FILE)
    .option('-p, --port <port>', 'port that the gateway has (default: 8080)')
    .option('--host <address>', 'address that the gateway has (default: 127.0.0.1)')
    .option('--json', 'print the findings as JSON')
    .action(runDoctor);

  const config = program.command('config').description('look at the configuration');
  config
    .command('check')
    .description('report every problem of the configuration, without starting anything')
    .option(...FILE)
    .action(checkConfig);
  config
    .command('show')
    .description('print every setting in force, secrets hidden')
    .option(...FILE)
    .action(showConfig);

  addTuneCommand(program, version);
  addSimulateCommand(program, FILE);
  addLabelCommand(program);
  addMockCommand(program);
  return program;
}
