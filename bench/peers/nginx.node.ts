import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort, startProcess, waitForPort } from '../processes.node.ts'
import { plainRequest } from './plain-request.ts'
import type { StartPeer } from './peer.ts'

/** Debian's nginx as a reverse proxy: one worker (every other peer is one process too), keep-alive both ways. */
export const startNginx: StartPeer = async (bench) => {
  const version = spawnSync('nginx', ['-v'], { encoding: 'utf8' })
  if (version.error !== undefined)
    throw new Error('not installed: apt-get install --no-install-recommends nginx')
  const prefix = join(bench.tempDir, 'nginx')
  mkdirSync(prefix)
  const port = await freePort()
  const config = join(prefix, 'nginx.conf')
  writeFileSync(config, configuration(port, bench.target.http, bench.secret, prefix))
  const logFile = join(prefix, 'log')
  const started = startProcess('nginx', ['-p', prefix, '-c', config, '-e', logFile], { logFile })
  await waitForPort(port, started)
  return {
    name: 'nginx',
    what: `${version.stderr.trim().replace('nginx version: ', '')}, one worker, proxy_pass with proxy_set_header, keep-alive upstream`,
    port,
    pid: started.pid,
    request: (path) => plainRequest(path, `127.0.0.1:${port}`),
    stop: () => started.stop(),
  }
}

function configuration(port: number, target: number, secret: string, prefix: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
daemon off;
worker_processes 1;
pid ${prefix}/pid;
${process.getuid?.() === 0 ? `user ${userInfo().username};` : ''}
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${prefix}/${name};`).join('\n  ')}
  keepalive_requests 1000000000;
  upstream target {
    server 127.0.0.1:${target};
    keepalive 128;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location / {
      proxy_pass http://target;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Authorization "Bearer ${secret}";
      proxy_max_temp_file_size 0; # a slow client is waited for, not written to disk
    }
  }
}
`
}
