import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { quick } from './consumer';

interface Seen {
  id: string;
  status?: string;
}

/** Reads a topic beside its owner, from the beginning, in a group of its own. */
export class Observer {
  private readonly messages: Seen[] = [];

  private constructor(private readonly consumer: Consumer) {}

  static async of(topic: string, broker: string): Promise<Observer> {
    const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
    const groupId = `observer-${randomUUID()}`;
    const observer = new Observer(kafka.consumer({ groupId, ...quick }));
    await observer.consumer.connect();
    await observer.consumer.subscribe({ topic, fromBeginning: true });
    await observer.consumer.run({
      eachMessage: ({ message }) => {
        observer.messages.push(JSON.parse(String(message.value)) as Seen);
        return Promise.resolve();
      },
    });
    return observer;
  }

  /** How many messages there were on this transfer with this status; an order carries none. */
  count(id: string, status?: string): number {
    return this.messages.filter((each) => each.id === id && each.status === status).length;
  }

  async stop(): Promise<void> {
    await this.consumer.disconnect();
  }
}
