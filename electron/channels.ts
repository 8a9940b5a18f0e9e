/** Window to main process: a port and what it is for. */
export const portChannel = 'bootcatch:port';
/** Window to main process: the page listens to commands from now on. */
export const listeningChannel = 'bootcatch:listening';
/** Main process to window: what to show. */
export const commandChannel = 'bootcatch:command';
