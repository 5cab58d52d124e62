import type { AttackCase } from '../contract/attack-case.ts'
import { WHERE_CASES } from './1-where-it-goes.ts'
import { REDIRECT_CASES } from './2-redirects.ts'
import { ADDRESS_CASES } from './3-addresses.ts'
import { CODING_CASES } from './4-codings.ts'
import { ELSEWHERE_CASES } from './4-elsewhere.ts'
import { SPELLING_CASES } from './4-spellings.ts'
import { FOUND_CASES } from './found.ts'
import { FRAMING_CASES } from './5-framing.ts'
import { POLICY_CASES } from './6-policies.ts'
import { WHO_CASES } from './7-who-asks.ts'
import { WEB_SIGNED_IN_CASES } from './8-web-signed-in.ts'
import { WEB_CASES } from './8-web-ui.ts'
import { REST_CASES } from './9-to-11.ts'
import { BENIGN_CASES } from './benign.ts'

/** Every case there is, by family. */
export const CATALOGUE: readonly AttackCase[] = [
  ...WHERE_CASES,
  ...REDIRECT_CASES,
  ...ADDRESS_CASES,
  ...SPELLING_CASES,
  ...CODING_CASES,
  ...ELSEWHERE_CASES,
  ...FRAMING_CASES,
  ...POLICY_CASES,
  ...WHO_CASES,
  ...WEB_CASES,
  ...WEB_SIGNED_IN_CASES,
  ...REST_CASES,
  ...BENIGN_CASES,
  ...FOUND_CASES,
]
