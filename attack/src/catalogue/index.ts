import type { AttackCase } from '../contract/attack-case.ts'
import { MORE_PLACES_CASES } from './1-more-places.ts'
import { WHERE_CASES } from './1-where-it-goes.ts'
import { FORWARD_PROXY_CASES } from './1-forward-proxy.ts'
import { MCP_CASES } from './11-mcp.ts'
import { REDIRECT_CASES } from './2-redirects.ts'
import { ADDRESS_CASES } from './3-addresses.ts'
import { NAME_SERVER_CASES } from './3-name-servers.ts'
import { NAME_CASES } from './3-names.ts'
import { CODING_CASES } from './4-codings.ts'
import { DEEPER_CASES } from './4-deeper.ts'
import { ELSEWHERE_CASES } from './4-elsewhere.ts'
import { SPELLING_CASES } from './4-spellings.ts'
import { WEBSOCKET_WAY_CASES } from './4-websocket-ways.ts'
import { WEBSOCKET_CASES } from './4-websocket.ts'
import { HTTP2_ABUSE_CASES } from './5-http2-abuse.ts'
import { HTTP2_CLIENT_CASES } from './5-http2-client.ts'
import { HAND_CASES } from './found-by-hand.ts'
import { FOUND_CASES } from './found.ts'
import { FRAMING_CASES } from './5-framing.ts'
import { POLICY_CASES } from './6-policies.ts'
import { WHO_CASES } from './7-who-asks.ts'
import { WEB_MORE_CASES } from './8-web-more.ts'
import { WEB_SIGNED_IN_CASES } from './8-web-signed-in.ts'
import { WEB_CASES } from './8-web-ui.ts'
import { REST_CASES } from './9-to-11.ts'
import { BENIGN_CASES } from './benign.ts'

/** Every case there is, by family. */
export const CATALOGUE: readonly AttackCase[] = [
  ...WHERE_CASES,
  ...MORE_PLACES_CASES,
  ...FORWARD_PROXY_CASES,
  ...REDIRECT_CASES,
  ...ADDRESS_CASES,
  ...NAME_CASES,
  ...NAME_SERVER_CASES,
  ...SPELLING_CASES,
  ...CODING_CASES,
  ...ELSEWHERE_CASES,
  ...DEEPER_CASES,
  ...WEBSOCKET_CASES,
  ...WEBSOCKET_WAY_CASES,
  ...FRAMING_CASES,
  ...HTTP2_CLIENT_CASES,
  ...HTTP2_ABUSE_CASES,
  ...POLICY_CASES,
  ...WHO_CASES,
  ...WEB_CASES,
  ...WEB_SIGNED_IN_CASES,
  ...WEB_MORE_CASES,
  ...REST_CASES,
  ...MCP_CASES,
  ...BENIGN_CASES,
  ...FOUND_CASES,
  ...HAND_CASES,
]
