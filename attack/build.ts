import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'

/** Writes `dist`: the sources without their types, since Node takes no types off what lies in `node_modules`. */
const FROM = join(import.meta.dirname, 'src')
const TO = join(import.meta.dirname, 'dist')

rmSync(TO, { recursive: true, force: true })
for (const name of readdirSync(FROM, { recursive: true, encoding: 'utf8' })) {
  if (name.endsWith('.test.ts')) continue
  const [from, to] = [join(FROM, name), join(TO, name.replace(/\.ts$/, '.js'))]
  mkdirSync(dirname(to), { recursive: true })
  if (name.endsWith('.ts')) writeFileSync(to, withoutTypes(readFileSync(from, 'utf8')))
  else if (/\.(?:json|py)$/.test(name)) cpSync(from, to)
}
const command = join(TO, 'main.js')
writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, 'utf8')}`, { mode: 0o755 })

function withoutTypes(source: string): string {
  return stripTypeScriptTypes(source).replace(/(\bfrom '|\bimport\(')(\.{1,2}\/[^']+)\.ts'/g, "$1$2.js'")
}
