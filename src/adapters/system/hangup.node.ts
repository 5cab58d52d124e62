/**
 * Calls `noticed` at each SIGHUP from now on, instead of ending the process at once with requests under way: what
 * a terminal that closes would do to a server, or an operator who wants it to read its files anew.
 */
export function outliveHangup(noticed: () => void): void {
  process.on('SIGHUP', noticed)
}
