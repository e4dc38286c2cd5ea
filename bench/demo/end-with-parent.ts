// Loaded into the gateway's process before its own code: when the demo dies without a word, the gateway must not stay
// behind. The channel to the parent closes with it, however it ends.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
