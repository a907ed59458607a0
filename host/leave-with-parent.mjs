// Loaded into child processes: when the process that started this one is killed, its channel breaks.
if (process.connected) process.on('disconnect', () => process.exit(0));
