import { credentials, type Client, type ServiceError } from '@grpc/grpc-js';
import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { quick } from './consumer';
import { type PixKey, type PixKeyCreatedResult, type PixKeyInfo, pixService } from './grpc';

const NO_KEY = 'no key was found';

/** What the bank writes to `transactions`: the key's name is all lower case. */
interface OutgoingOrder {
  id: string;
  accountId: string;
  amount: number;
  pixkeyto: string;
  pixKeyKindTo: string;
  description: string;
}

/** What it believes to find on its topic; nothing checks it. */
interface IncomingMessage {
  id: string;
  accountId: string;
  amount: number;
  pixKeyTo: string;
  pixKeyKindTo: string;
  description: string;
  status: string;
}

export interface BankTransaction {
  id: string;
  /** The transfer's id at the bank that sent it; empty for a debit. */
  relatedId: string;
  accountId: string;
  /** Whole reais, negative for a debit. */
  reais: number;
  key: PixKey;
  description: string;
  status: 'pending' | 'completed';
}

export interface BankOptions {
  code: string;
  /** Address of Kafka. */
  broker: string;
  /** Address of CodePix without a scheme. */
  codepix: string;
  accounts: string[];
  /** The course's bank keeps the default of its client: it skips what came before its first start. */
  fromBeginning?: boolean;
}

/**
 * Behaves like the bank of the original course (NestJS), faults included: debits without a look at
 * the balance, credits again on every repeat, ignores errors, and never answers one.
 */
export class CourseBank {
  readonly transactions: BankTransaction[] = [];
  /** What the original prints and forgets. */
  readonly ignored: string[] = [];
  private readonly balances: Map<string, number>;
  private readonly keys: (PixKey & { accountId: string })[] = [];
  private readonly grpc: Client;
  private readonly kafka: Kafka;
  private producer: Producer | undefined;
  private consumer: Consumer | undefined;

  constructor(private readonly options: BankOptions) {
    this.balances = new Map(options.accounts.map((id) => [id, 0]));
    this.grpc = new (pixService())(options.codepix, credentials.createInsecure());
    this.kafka = new Kafka({
      clientId: 'nestjs-consumer-server',
      brokers: [options.broker],
      logLevel: logLevel.NOTHING,
    });
  }

  /** Connects; returns once it has read its topic for the first time. */
  async start(): Promise<void> {
    this.producer = this.kafka.producer();
    await this.producer.connect();
    const { code, fromBeginning = false } = this.options;
    const consumer = this.kafka.consumer({ groupId: `bank${code}-server`, ...quick });
    this.consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topic: `bank${code}`, fromBeginning });
    const reading = new Promise<void>((done) => {
      consumer.on(consumer.events.FETCH, () => {
        done();
      });
    });
    await consumer.run({
      eachMessage: ({ message }) => this.receive(message.value),
    });
    await reading;
  }

  /** The program ends; what it has written to its database stays. */
  async stop(): Promise<void> {
    await this.consumer?.disconnect();
    await this.producer?.disconnect();
    this.consumer = undefined;
    this.producer = undefined;
  }

  /** It is not needed any more. */
  async close(): Promise<void> {
    await this.stop();
    this.grpc.close();
  }

  balance(accountId: string): number {
    return this.balances.get(accountId) ?? 0;
  }

  /** Debits of this bank under an id, or credits for another bank's transfer. */
  of(transfer: string): BankTransaction[] {
    return this.transactions.filter(({ id, relatedId }) => [id, relatedId].includes(transfer));
  }

  async registerKey(accountId: string, key: PixKey): Promise<void> {
    if (!(await this.isRegistered(key))) {
      await this.call<PixKeyCreatedResult>('RegisterPixKey', { ...key, accountId });
    }
    this.keys.push({ ...key, accountId });
  }

  /** Debits first, sends afterwards, and would not notice if sending failed. */
  async send(accountId: string, reais: number, key: PixKey, description: string): Promise<string> {
    const id = randomUUID();
    this.book({
      id,
      relatedId: '',
      accountId,
      reais: -reais,
      key,
      description,
      status: 'pending',
    });
    await this.repeat(id);
    return id;
  }

  /** Puts an order on the topic, for the first time or once more. */
  async repeat(id: string): Promise<void> {
    await this.emit('transactions', orderOf(this.ownTransaction(id)));
  }

  private async receive(value: Buffer | null): Promise<void> {
    try {
      const message = JSON.parse(String(value)) as IncomingMessage;
      if (message.status === 'pending') await this.credit(message);
      if (message.status === 'confirmed') await this.complete(message);
    } catch (error) {
      this.ignored.push(String(error));
    }
  }

  private async credit(message: IncomingMessage): Promise<void> {
    const { pixKeyTo, pixKeyKindTo } = message;
    const key = this.keys.find((each) => each.key === pixKeyTo && each.kind === pixKeyKindTo);
    if (key === undefined) throw new Error(`EntityNotFoundError: PixKey ${pixKeyTo}`);
    this.book({
      id: randomUUID(),
      relatedId: message.id,
      accountId: key.accountId,
      reais: message.amount,
      key: { kind: key.kind, key: key.key },
      description: message.description,
      status: 'completed',
    });
    await this.emit('transaction_confirmation', { ...message, status: 'confirmed' });
  }

  private async complete({ id }: IncomingMessage): Promise<void> {
    const own = this.ownTransaction(id);
    own.status = 'completed';
    await this.emit('transaction_confirmation', { ...orderOf(own), status: own.status });
  }

  private ownTransaction(id: string): BankTransaction {
    const own = this.transactions.find((each) => each.id === id);
    if (own === undefined) throw new Error(`EntityNotFoundError: Transaction ${id}`);
    return own;
  }

  private book(transaction: BankTransaction): void {
    // Its database holds amounts and balances in columns of type INTEGER.
    if (!Number.isInteger(transaction.reais)) {
      throw new Error(`invalid input syntax for type integer: "${transaction.reais}"`);
    }
    const balance = this.balance(transaction.accountId);
    this.transactions.push(transaction);
    this.balances.set(transaction.accountId, balance + transaction.reais);
  }

  private async emit(topic: string, message: object): Promise<void> {
    const value = JSON.stringify(message);
    await this.producer?.send({ topic, messages: [{ value, headers: {} }] });
  }

  private async isRegistered(key: PixKey): Promise<boolean> {
    try {
      await this.call<PixKeyInfo>('Find', key);
      return true;
    } catch (error) {
      // It goes by the text alone, whatever the status.
      if ((error as ServiceError).details === NO_KEY) return false;
      throw error;
    }
  }

  private call<Answer>(method: 'RegisterPixKey' | 'Find', request: object): Promise<Answer> {
    const client = this.grpc as unknown as Record<
      typeof method,
      (request: object, done: (error: ServiceError | null, answer: Answer) => void) => void
    >;
    return new Promise((done, fail) => {
      client[method](request, (error, answer) => {
        if (error === null) done(answer);
        else fail(error);
      });
    });
  }
}

function orderOf({ id, accountId, reais, key, description }: BankTransaction): OutgoingOrder {
  return {
    id,
    accountId,
    amount: Math.abs(reais),
    pixkeyto: key.key,
    pixKeyKindTo: key.kind,
    description,
  };
}
