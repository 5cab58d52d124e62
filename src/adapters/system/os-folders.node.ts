import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The user's home folder, absolute. */
export function homeFolder(): string {
  return homedir()
}

/** An XDG variable counts only if it is absolute (XDG Base Directory Specification). */
const xdg = (value: string | undefined, fallback: string): string =>
  value !== undefined && isAbsolute(value) ? value : join(homeFolder(), fallback)

/** `~/.config`, `~/Library/Application Support`, `%APPDATA%`. */
export function configFolder(env: Environment): string {
  return applicationData(env) ?? xdg(env['XDG_CONFIG_HOME'], '.config')
}

/** `~/.local/share`, `~/Library/Application Support`, `%APPDATA%`. */
export function dataFolder(env: Environment): string {
  return applicationData(env) ?? xdg(env['XDG_DATA_HOME'], join('.local', 'share'))
}

function applicationData(env: Environment): string | undefined {
  if (process.platform === 'darwin') return join(homeFolder(), 'Library', 'Application Support')
  if (process.platform !== 'win32') return undefined
  return env['APPDATA'] ?? join(homeFolder(), 'AppData', 'Roaming')
}
