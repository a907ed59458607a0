// Preloaded into child processes: when the parent is killed, the channel closes and the child exits.
if (process.connected) process.on('disconnect', () => process.exit(0));
