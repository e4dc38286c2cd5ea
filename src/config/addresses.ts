import { isIP } from 'node:net';

/** Whether only this machine can reach a listener on the host, or is reached by it. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  if (isIP(bare) === 4) return bare.startsWith('127.');
  return bare === '::1' || bare === '0:0:0:0:0:0:0:1' || /^::ffff:127\./.test(bare);
}

/** What is wrong with an address to listen on, as a phrase that follows "expected"; undefined for a good one. */
export function addressProblem(host: string): string | undefined {
  if (isIP(host) !== 0) return undefined;
  if (/^\[.*\]$/.test(host)) return 'an address without brackets';
  if (/:\d+$/.test(host)) return 'an address without a port; the port is server.port';
  if (!/^[A-Za-z0-9.-]+$/.test(host)) return 'an IP address or a host name';
  return undefined;
}
