export type { Findings } from './findings/findings.ts';
export { settingsYaml } from './findings/recommend.ts';
export { LogError } from './log/log-error.ts';
export type { FormatName } from './log/logged-request.ts';
export { type OpenLog, openLog } from './log/open-log.ts';
export { formatsFor, type ReadLogOptions } from './log/read-log.ts';
export { htmlReport } from './show/html.ts';
export { terminalReport } from './show/terminal.ts';
export { type SimulateOptions, type SimulateParts, simulate } from './simulate.ts';
