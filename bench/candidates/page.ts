import type { CandidatesReport } from './report.ts';
export const candidatesPage = (report: CandidatesReport): string => JSON.stringify(report, null, 1);
