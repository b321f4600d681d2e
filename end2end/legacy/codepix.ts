import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  status,
} from '@grpc/grpc-js';
import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import {
  type PixKey,
  type PixKeyCreatedResult,
  type PixKeyInfo,
  type PixKeyRegistration,
  pixService,
} from './grpc';
import { quick } from './consumer';
import { type CodePixMessage, readMessage, writeMessage } from './codepix-message';

const TRANSACTIONS = 'transactions';
const CONFIRMATIONS = 'transaction_confirmation';

export interface CodePixAccount {
  id: string;
  number: string;
  owner: string;
  bankCode: string;
  bankName: string;
}

interface StoredKey extends PixKey {
  id: string;
  account: CodePixAccount;
  createdAt: string;
}

export interface CodePixTransaction {
  id: string;
  from: CodePixAccount;
  to: CodePixAccount;
  amount: number;
  status: 'pending' | 'confirmed' | 'completed';
}

/**
 * Behaves like the CodePix of the original course (Go), faults included: amounts are floats, what it
 * cannot use is printed and dropped, nobody is told of a failure, and a repeated order goes out again.
 */
export class CourseCodePix {
  readonly transactions = new Map<string, CodePixTransaction>();
  /** What the original prints and forgets. */
  readonly dropped: string[] = [];
  private readonly keys: StoredKey[] = [];
  private readonly grpc = new Server();
  private producer: Producer | undefined;
  private consumer: Consumer | undefined;

  constructor(private readonly accounts: CodePixAccount[]) {
    this.grpc.addService(pixService().service, {
      RegisterPixKey: unary((request: PixKeyRegistration) => this.register(request)),
      Find: unary((request: PixKey) => this.find(request)),
    });
  }

  /** Serves keys on a free port of this machine and gives the address, without a scheme. */
  async serve(): Promise<string> {
    const port = await new Promise<number>((done, fail) => {
      this.grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) done(bound);
        else fail(error);
      });
    });
    return `127.0.0.1:${port}`;
  }

  /** Clears transfers; returns once it has joined its group. */
  async connect(broker: string): Promise<void> {
    const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
    this.producer = kafka.producer();
    await this.producer.connect();
    const consumer = kafka.consumer({ groupId: 'consumergroup', ...quick });
    this.consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics: [TRANSACTIONS, CONFIRMATIONS], fromBeginning: true });
    const joined = new Promise<void>((done) => {
      consumer.on(consumer.events.GROUP_JOIN, () => {
        done();
      });
    });
    await consumer.run({
      eachMessage: ({ topic, message }) => this.receive(topic, message.value),
    });
    await joined;
  }

  /** Leaves Kafka; keys are still served, and its database stays. */
  async disconnect(): Promise<void> {
    await this.consumer?.disconnect();
    await this.producer?.disconnect();
    this.consumer = undefined;
    this.producer = undefined;
  }

  /** It is not needed any more. */
  async close(): Promise<void> {
    await this.disconnect();
    this.grpc.forceShutdown();
  }

  private register(request: PixKeyRegistration): PixKeyCreatedResult {
    const account = this.accounts.find((each) => each.id === request.accountId);
    if (account === undefined) throw new Error('no account found');
    if (!['email', 'cpf'].includes(request.kind)) throw new Error('invalid type of key');
    const { kind, key } = request;
    // No look whether somebody holds the key already.
    const stored = { id: randomUUID(), kind, key, account, createdAt: new Date().toISOString() };
    this.keys.push(stored);
    return { id: stored.id, status: 'created', error: '' };
  }

  private find(request: PixKey): PixKeyInfo {
    const { id, kind, key, account, createdAt } = this.keyOf(request);
    return {
      id,
      kind,
      key,
      account: {
        accountId: account.id,
        accountNumber: account.number,
        bankId: account.bankCode,
        bankName: account.bankName,
        OwnerName: account.owner,
        createdAt,
      },
      createdAt,
    };
  }

  private keyOf({ kind, key }: PixKey): StoredKey {
    const stored = this.keys.find((each) => each.kind === kind && each.key === key);
    if (stored === undefined) throw new Error('no key was found');
    return stored;
  }

  private async receive(topic: string, value: Buffer | null): Promise<void> {
    try {
      const message = readMessage(String(value));
      if (topic === TRANSACTIONS) await this.order(message);
      else if (message.status === 'confirmed') await this.confirm(message);
      else if (message.status === 'completed') this.complete(message);
    } catch (error) {
      // The offset moves on, and nobody learns of it.
      this.dropped.push(`${topic}: ${String(error)}: ${String(value)}`);
    }
  }

  private async order(message: CodePixMessage): Promise<void> {
    const from = this.accounts.find((each) => each.id === message.accountId);
    if (from === undefined) throw new Error('no account found');
    const to = this.keyOf({ kind: message.pixKeyKindTo, key: message.pixKeyTo }).account;
    if (message.amount <= 0) throw new Error('the amount must be greater than 0');
    if (from.id === to.id) throw new Error('the source and destination account are the same');
    // An upsert: an id that comes again starts from the beginning.
    const { id, amount } = message;
    this.transactions.set(id, { id, from, to, amount, status: 'pending' });
    await this.publish(`bank${to.bankCode}`, { ...message, status: 'pending' });
  }

  private async confirm(message: CodePixMessage): Promise<void> {
    const transaction = this.transactionOf(message);
    transaction.status = 'confirmed';
    await this.publish(`bank${transaction.from.bankCode}`, message);
  }

  private complete(message: CodePixMessage): void {
    this.transactionOf(message).status = 'completed';
  }

  private transactionOf({ id }: CodePixMessage): CodePixTransaction {
    const transaction = this.transactions.get(id);
    if (transaction === undefined) throw new Error('no key was found');
    return transaction;
  }

  private async publish(topic: string, message: CodePixMessage): Promise<void> {
    await this.producer?.send({ topic, messages: [{ value: writeMessage(message) }] });
  }
}

/** Every error of the original leaves as status UNKNOWN with its text. */
function unary<Request, Answer>(answer: (request: Request) => Answer) {
  return (call: ServerUnaryCall<Request, Answer>, done: sendUnaryData<Answer>): void => {
    try {
      done(null, answer(call.request));
    } catch (error) {
      done({ code: status.UNKNOWN, details: (error as Error).message });
    }
  };
}
