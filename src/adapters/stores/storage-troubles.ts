import { shellWord } from '../../domain/shell-word.ts'

/** What a code of the system or of SQLite means to a person, and what helps. `path` is a word of a shell command. */
interface Trouble {
  readonly what: string
  mend(path: string): string
}

const FULL: Trouble = {
  what: 'the disk is full',
  mend: (path) => `Free space on the disk that holds it: df -h ${path}`,
}
const READ_ONLY: Trouble = {
  what: 'it is read-only',
  mend: (path) =>
    `Make it writable (ls -ld ${path} and mount show why it is not), or keep the data elsewhere: VULTRINO_DATA_DIR`,
}
const FORBIDDEN: Trouble = {
  what: 'permission denied',
  mend: (path) => `It and its folder must belong to the user who runs vultrino: ls -ld ${path}`,
}
const DAMAGED: Trouble = {
  what: 'it is damaged: not a database',
  mend: (path) => `Move it away, a new one is made: mv ${path} ${path}.damaged`,
}
const BUSY: Trouble = {
  what: 'another process keeps it locked',
  mend: (path) => `Wait for that process to end, or end it: fuser ${path}`,
}
/** SQLite says the same where it finds no room for a file it maps into memory. */
const FAILING: Trouble = {
  what: 'the disk is full or reports a failure',
  mend: (path) => `Free space if there is little (df -h ${path}); if not, the system log says more (dmesg)`,
}
const TOO_MANY: Trouble = {
  what: 'too many files are open',
  mend: () => 'Raise the limit of open files (ulimit -n), or end what holds them',
}
const IN_THE_WAY: Trouble = {
  what: 'something else is in its place',
  mend: (path) => `Move it away: mv ${path} ${path}.old`,
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  ENOSPC: FULL,
  EDQUOT: { what: 'your share of the disk is used up', mend: () => 'Free space of yours: quota' },
  EFBIG: { what: 'files may not be that large', mend: () => 'Raise the limit: ulimit -f' },
  EROFS: READ_ONLY,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EISDIR: { ...IN_THE_WAY, what: 'a folder is in its place' },
  EEXIST: IN_THE_WAY,
  ENOTDIR: {
    what: 'a part of the path is not a folder',
    mend: () => 'Correct the path, or move away the file that stands in the place of a folder',
  },
  ENOENT: { what: 'there is no such place', mend: () => 'Correct the path, or make the folder' },
  ELOOP: { what: 'it is a link that leads nowhere', mend: (path) => `Correct the link: ls -l ${path}` },
  EMFILE: TOO_MANY,
  ENFILE: TOO_MANY,
  EIO: FAILING,
  SQLITE_PERM: FORBIDDEN,
  SQLITE_BUSY: BUSY,
  SQLITE_LOCKED: BUSY,
  SQLITE_READONLY: READ_ONLY,
  SQLITE_IOERR: FAILING,
  SQLITE_CORRUPT: DAMAGED,
  SQLITE_FULL: FULL,
  SQLITE_CANTOPEN: {
    what: 'it cannot be opened',
    mend: (path) => `It must be a file of yours in a folder of yours: ls -ld ${path}`,
  },
  SQLITE_NOTADB: DAMAGED,
}

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const SQLITE_CODES: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
}

/** The name of an extended result code: its low byte is the primary one. */
export const sqliteCode = (extended: number): string =>
  SQLITE_CODES[extended & 0xff] ?? `SQLITE_${String(extended & 0xff)}`

/** In words, with the code for whoever looks it up, and what would help. */
export function describeTrouble(
  code: string,
  path: string,
): { readonly what: string; readonly mend: string } {
  const word = shellWord(path)
  const trouble = TROUBLES[code]
  return trouble === undefined
    ? { what: code, mend: `Look at it: ls -ld ${word}` }
    : { what: `${trouble.what} (${code})`, mend: trouble.mend(word) }
}
