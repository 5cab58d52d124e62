import { getPublicSuffix } from 'tldts'
import type { PublicSuffixes } from '../ports/public-suffixes.ts'

/** By the list that comes with tldts, private section included. */
export const isPublicSuffix: PublicSuffixes['isPublicSuffix'] = (name) =>
  getPublicSuffix(name, { allowPrivateDomains: true }) === name
