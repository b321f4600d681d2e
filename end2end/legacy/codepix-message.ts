/** The one message of the course's CodePix, for every hop; its amount is a float. */
export interface CodePixMessage {
  id: string;
  accountId: string;
  amount: number;
  pixKeyTo: string;
  pixKeyKindTo: string;
  description: string;
  status: string;
  error: string;
}

// Go's library takes lower case and version 4 only.
const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Reads as Go does: names in any case, unknown ones ignored, other types refused. */
export function readMessage(text: string): CodePixMessage {
  const message = blank();
  const names = new Map(Object.keys(message).map((name) => [name.toLowerCase(), name]));
  const read = JSON.parse(text) as Record<string, unknown>;
  for (const [name, value] of Object.entries(read)) {
    const field = names.get(name.toLowerCase()) as keyof CodePixMessage | undefined;
    if (field === undefined || value === null) continue;
    if (typeof value !== typeof message[field]) {
      throw new Error(`cannot unmarshal ${typeof value} into field ${field}`);
    }
    Object.assign(message, { [field]: value });
  }
  validate(message);
  return message;
}

/** Writes as Go does: every field, in this order, the empty ones too. */
export function writeMessage(message: CodePixMessage): string {
  validate(message);
  const ordered = Object.keys(blank()).map((name) => [name, message[name as keyof CodePixMessage]]);
  return JSON.stringify(Object.fromEntries(ordered));
}

function validate(message: CodePixMessage): void {
  for (const name of ['id', 'accountId'] as const) {
    if (!UUID4.test(message[name])) throw new Error(`'${name}' failed on the 'uuid4' tag`);
  }
  for (const name of ['amount', 'pixKeyTo', 'pixKeyKindTo', 'description'] as const) {
    if (!message[name]) throw new Error(`'${name}' failed on the 'required' tag`);
  }
}

function blank(): CodePixMessage {
  return {
    id: '',
    accountId: '',
    amount: 0,
    pixKeyTo: '',
    pixKeyKindTo: '',
    description: '',
    status: '',
    error: '',
  };
}
