// The health check of the image, for the gateway and for a worker: exit code 0 where /readyz of the program in this
// container answers 200, which is while it serves and is not stopping. A dead store does not make it unhealthy.
const port = process.env.REPRISE_SERVER__PORT || process.env.REPRISE_PORT || '8080';
const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4_000) }).catch(
  () => undefined,
);
process.exitCode = answer?.ok ? 0 : 1;
