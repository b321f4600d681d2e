import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka as KafkaClient, logLevel } from 'kafkajs';
import { allGone } from '../network/process';
import { until } from '../network/until';

const UP_MS = 60_000;
const STOP_MS = 15_000;

/** An Apache Kafka of one node, started from the jars in CODEPIX_KAFKA_HOME. */
export class ApacheKafka {
  private constructor(
    readonly address: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(topics: string[]): Promise<ApacheKafka> {
    const [port, controller] = [await freePort(), await freePort()];
    const folder = mkdtempSync(join(tmpdir(), 'codepix-kafka-'));
    const properties = join(folder, 'server.properties');
    writeFileSync(properties, configuration(folder, port, controller));
    const id = Buffer.from(folder).subarray(-16).toString('base64url');
    const format = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', properties];
    execFileSync(java(), [...jvm(), ...format], { stdio: 'pipe' });
    const log = openSync(join(folder, 'kafka.log'), 'w');
    const child = spawn(java(), [...jvm(), 'kafka.Kafka', properties], {
      stdio: ['ignore', log, log],
    });
    process.once('exit', () => child.kill('SIGKILL'));
    const kafka = new ApacheKafka(`127.0.0.1:${port}`, folder, child);
    await kafka.create(topics);
    return kafka;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await allGone(this.child.pid === undefined ? [] : [this.child.pid], STOP_MS);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async create(topics: string[]): Promise<void> {
    const client = new KafkaClient({
      brokers: [this.address],
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
    });
    const admin = client.admin();
    await until('Kafka answers', UP_MS, async () => {
      if (this.child.exitCode !== null) {
        throw new Error(`Kafka ended:\n${readFileSync(join(this.folder, 'kafka.log'), 'utf8')}`);
      }
      return admin.connect().then(
        () => true,
        () => false,
      );
    });
    const waitForLeaders = true;
    const named = topics.map((topic) => ({ topic, numPartitions: 4 }));
    await until('Kafka has the topics', UP_MS, () =>
      admin.createTopics({ topics: named, waitForLeaders }).then(
        () => true,
        () => false,
      ),
    );
    await admin.disconnect();
  }
}

function java(): string {
  const home = process.env['JAVA_HOME'];
  return home === undefined ? 'java' : join(home, 'bin/java');
}

function jvm(): string[] {
  const home = process.env['CODEPIX_KAFKA_HOME'];
  if (home === undefined || !existsSync(home)) {
    throw new Error('CODEPIX_KAFKA_HOME must name the folder with the jars of Apache Kafka');
  }
  // The JVM itself resolves the star.
  return ['-Xmx256m', '-cp', `${join(home, '*')}:${join(home, 'libs', '*')}`];
}

function configuration(folder: string, port: number, controller: number): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(folder, 'log'),
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') fail(new Error('no port'));
        else done(address.port);
      });
    });
  });
}
