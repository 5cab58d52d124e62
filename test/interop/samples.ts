import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { available } from '../support/outside-tool.ts'

/** Where a sample runs: `proxy` and `target` stand for the reference's two URLs. */
export interface SampleRun {
  readonly proxy: string
  readonly target: string
  readonly alias: string
  /** An empty folder of its own. */
  readonly folder: string
}

/** A language example of the reference's "HTTP Proxy" chapter, with its URLs and alias filled in. */
export interface Sample {
  readonly name: string
  /** What must be on the machine; `present` says whether it is. */
  readonly tool: { readonly name: string; readonly present: boolean }
  /** Runs it; resolves to what it printed: the target's answer. */
  readonly run: (where: SampleRun) => Promise<string>
}

const run = promisify(execFile)
const output = async (program: string, args: readonly string[], cwd: string): Promise<string> => {
  const { stdout } = await run(program, args, { cwd, maxBuffer: 1 << 24 })
  return stdout
}
const file = ({ folder }: SampleRun, name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
/** Building the Rust sample takes half a minute and more: where every tool is asked for, or in the long run. */
const thorough =
  process.env['VULTRINO_LONG_TESTS'] === '1' || process.env['VULTRINO_TEST_TOOLS'] === 'required'

const PYTHON = ({ proxy, target, alias }: SampleRun): string => `
import requests

response = requests.get(
    "${proxy}/${target}",
    headers={"X-Vultrino-Credential": "${alias}"}
)
print(response.json()["login"])
`

const JAVASCRIPT = ({ proxy, target, alias }: SampleRun): string => `
const response = await fetch(
  "${proxy}/${target}",
  {
    headers: {
      "X-Vultrino-Credential": "${alias}"
    }
  }
);
const data = await response.json();
console.log(data.login)
`

const GO = ({ proxy, target, alias }: SampleRun): string => `package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

func main() {
	req, _ := http.NewRequest("GET",
		"${proxy}/${target}", nil)
	req.Header.Set("X-Vultrino-Credential", "${alias}")

	client := &http.Client{}
	resp, err := client.Do(req)
	if err != nil {
		panic(err)
	}
	var user struct{ Login string }
	if err := json.NewDecoder(resp.Body).Decode(&user); err != nil {
		panic(err)
	}
	fmt.Println(user.Login)
}
`

const CARGO = `[package]
name = "sample"
version = "0.0.0"
edition = "2021"

[dependencies]
reqwest = { version = "0.12", default-features = false }
tokio = { version = "1", features = ["macros", "rt"] }
`
const RUST = ({ proxy, target, alias }: SampleRun): string => `
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), reqwest::Error> {
    let client = reqwest::Client::new();
    let response = client
        .get("${proxy}/${target}")
        .header("X-Vultrino-Credential", "${alias}")
        .send()
        .await?;
    print!("{}", response.text().await?);
    Ok(())
}
`

export const SAMPLES: readonly Sample[] = [
  {
    name: 'curl',
    tool: { name: 'curl', present: available('curl') },
    run: ({ proxy, target, alias, folder }) =>
      output('curl', ['-sS', '-H', `X-Vultrino-Credential: ${alias}`, `${proxy}/${target}`], folder),
  },
  {
    name: 'Python (requests)',
    tool: { name: 'Python with requests', present: available('python3', ['-c', 'import requests']) },
    run: (where) => output('python3', [file(where, 'sample.py', PYTHON(where))], where.folder),
  },
  {
    name: 'JavaScript (Node.js)',
    tool: { name: 'node', present: true },
    run: (where) => output(process.execPath, [file(where, 'sample.mjs', JAVASCRIPT(where))], where.folder),
  },
  {
    name: 'Go',
    tool: { name: 'go', present: available('go', ['version']) },
    run: (where) => output('go', ['run', file(where, 'sample.go', GO(where))], where.folder),
  },
  {
    name: 'Rust (reqwest)',
    tool: { name: 'cargo, with VULTRINO_LONG_TESTS=1', present: thorough && available('cargo') },
    run: (where: SampleRun): Promise<string> => {
      mkdirSync(join(where.folder, 'src'))
      file(where, 'Cargo.toml', CARGO)
      file(where, 'src/main.rs', RUST(where))
      return output('cargo', ['run', '--quiet'], where.folder)
    },
  },
]
