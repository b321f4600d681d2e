import { type ChildProcess, spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { allGone } from './process';

const READY_MS = 60_000;
const STOP_MS = 15_000;
const ROOT = resolve(__dirname, '../..');

export interface BankAddress {
  code: string;
  name: string;
  url: string;
  pid?: number;
}

/** What devnet writes to `network.json` when it is ready. */
export interface Network {
  codepix_grpc: string;
  codepix_http?: string;
  page: string;
  kafka: string;
  banks: BankAddress[];
  /** Banks enrolled for a stand-in of the course's program, with the ids of their accounts. */
  legacy?: { code: string; name: string; accounts: string[] }[];
  pids: { codepix?: number; broker?: number };
}

export function readNetwork(data: string): Network {
  return JSON.parse(readFileSync(join(data, 'network.json'), 'utf8')) as Network;
}

export function bankOf(network: Network, code: string): BankAddress {
  const bank = network.banks.find((each) => each.code === code);
  if (bank === undefined) throw new Error(`network.json names no bank ${code}`);
  return bank;
}

/** Marks a network's folder as worth a look; it then survives the run. */
export function keepData(data: string): void {
  writeFileSync(join(data, 'keep'), '');
}

/** A whole network on free ports, with a folder of its own. */
export class Devnet {
  private constructor(
    readonly data: string,
    readonly network: Network,
    private readonly child: ChildProcess,
  ) {}

  /** Starts a fresh network and waits for its line `ready`. */
  static async start(flags: string[] = []): Promise<Devnet> {
    const folder = mkdtempSync(join(tmpdir(), 'codepix-end2end-'));
    // Devnet's own folder holds nothing but its own files: `--fresh` empties it.
    const data = join(folder, 'network');
    const ports = ['--bbx-port', '--ctd-port', '--grpc-port', '--http-port', '--page-port'];
    const free = ports.flatMap((port) => [port, '0']);
    const args = ['--data', data, '--fresh', ...free, ...flags];
    const child = spawn(devnetPath(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', () => child.kill('SIGTERM'));
    try {
      await ready(child, join(folder, 'devnet.log'));
      return new Devnet(data, readNetwork(data), child);
    } catch (error) {
      child.kill('SIGTERM');
      throw error;
    }
  }

  /** Ends it and checks that no process is left behind. Its folder goes unless a test failed, or
   *  the environment has KEEP. */
  async stop(): Promise<void> {
    // Whatever died meanwhile was started again under another id.
    const { banks, pids } = readNetwork(this.data);
    const all = [this.child.pid, pids.codepix, pids.broker, ...banks.map((bank) => bank.pid)];
    this.child.kill('SIGTERM');
    await allGone(
      all.filter((pid) => pid !== undefined),
      STOP_MS,
    );
    if (existsSync(join(this.data, 'keep')) || isSet('KEEP')) {
      console.log(`logs and databases of this run: ${dirname(this.data)}`);
    } else {
      rmSync(dirname(this.data), { recursive: true, force: true });
    }
  }
}

function isSet(variable: string): boolean {
  return !['', '0', 'false', 'no'].includes(process.env[variable] ?? '');
}

function devnetPath(): string {
  const target = resolve(ROOT, process.env['CARGO_TARGET_DIR'] ?? 'target');
  const path = process.env['DEVNET'] ?? join(target, 'debug/devnet');
  if (!existsSync(path)) {
    throw new Error(`${path} is missing: build devnet first, or name it in DEVNET`);
  }
  return path;
}

/** Copies what devnet says to a file, until it says `ready` or gives up. */
async function ready(child: ChildProcess, logPath: string): Promise<void> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('devnet has no output');
  const log = createWriteStream(logPath);
  const said: string[] = [];
  const note = (line: string) => {
    said.push(line);
    log.write(`${line}\n`);
  };
  createInterface(stderr).on('line', note);
  const lines = createInterface(stdout).on('line', note);
  await new Promise<void>((done, fail) => {
    const giveUp = (why: string) => {
      fail(
        new Error(
          `${why}; all it said is in ${logPath}, its end is:\n${said.slice(-40).join('\n')}`,
        ),
      );
    };
    const timer = setTimeout(() => {
      giveUp(`devnet was not ready within ${READY_MS / 1000} s`);
    }, READY_MS);
    lines.on('line', (line) => {
      if (!line.startsWith('ready')) return;
      clearTimeout(timer);
      done();
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      giveUp(error.message);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      giveUp(`devnet ended (${signal ?? code ?? 'unknown'}) before it was ready`);
    });
  });
}
