import { type HTMLElement, parse } from 'node-html-parser';
import { bankOf, type Network } from './devnet';
import { type Customer, password, pin } from './seeds';
import { until } from './until';

const MAX_REDIRECTS = 10;

/** A customer of a bank without a browser: fetch, cookies, and the forms as the pages have them. */
export class Visitor {
  private readonly cookies = new Map<string, string>();
  private url: URL;
  private page: HTMLElement = parse('');

  constructor(base: string) {
    this.url = new URL(base);
  }

  static async signedIn(network: Network, customer: Customer): Promise<Visitor> {
    const visitor = new Visitor(bankOf(network, customer.bank).url);
    await visitor.open('/login');
    await visitor.submit('Entrar', { 'E-mail': customer.email, Senha: password });
    if (visitor.path === '/login') throw new Error(`no login for ${customer.email}`);
    return visitor;
  }

  get path(): string {
    return this.url.pathname;
  }

  /** What the page says in elements with role="alert". */
  get alerts(): string {
    return this.page
      .querySelectorAll('[role="alert"]')
      .map((alert) => alert.text.trim())
      .join('\n');
  }

  /** The attribute of the page's element with this test id. */
  attribute(testId: string, name: string): string {
    const value = this.page.querySelector(`[data-testid="${testId}"]`)?.getAttribute(name);
    if (value === undefined) throw new Error(`${this.path} has no ${testId} with ${name}`);
    return value;
  }

  async open(path: string): Promise<void> {
    await this.go(new URL(path, this.url), { method: 'GET' });
  }

  /** Fills the fields with these labels and presses the button of their form. */
  async submit(button: string, fields: Record<string, string> = {}): Promise<void> {
    const form = this.formWith(button);
    const values = new URLSearchParams();
    for (const input of form.querySelectorAll('input, select, textarea')) {
      const name = input.getAttribute('name');
      if (name !== undefined && isSent(input)) values.set(name, valueOf(input));
    }
    for (const [label, value] of Object.entries(fields)) {
      values.set(nameOf(form, label), value);
    }
    const action = new URL(form.getAttribute('action') ?? '', this.url);
    await this.go(action, { method: 'POST', body: values });
  }

  /** Registers an e-mail address as a key; its code is read in the demo's inbox. */
  async registerKey(key: string): Promise<void> {
    await this.open('/keys');
    await this.submit('Cadastrar chave', { 'Tipo de chave': 'email', 'Chave Pix': key });
    const asked = this.url;
    await this.open('/inbox');
    const code = this.attribute('letter', 'data-code');
    await this.open(asked.pathname + asked.search);
    await this.submit('Confirmar código', { Código: code });
  }

  async balance(): Promise<number> {
    await this.open('/');
    return Number(this.attribute('balance', 'data-cents'));
  }

  /** Sends money as the forms ask for it and gives the transfer's id, or '' where it was refused. */
  async send(key: string, amount: string, message: string): Promise<string> {
    await this.open('/send');
    await this.submit('Continuar', { 'Chave Pix': key, Valor: amount, Mensagem: message });
    if (this.path.startsWith('/send/review')) await this.confirm();
    return /^\/transfers\/([0-9a-f-]+)$/.exec(this.path)?.[1] ?? '';
  }

  /** Confirms what is reviewed, with the PIN where it is asked for. */
  private async confirm(): Promise<void> {
    const labels = this.formWith('Confirmar').querySelectorAll('label');
    const isAsked = labels.some((label) => label.text.trim() === 'PIN');
    await this.submit('Confirmar', isAsked ? { PIN: pin } : {});
  }

  /** Reads the transfer's page again until it shows this state. */
  async sees(transfer: string, state: string, deadline_ms: number): Promise<void> {
    await until(`transfer ${transfer} is ${state}`, deadline_ms, async () => {
      await this.open(`/transfers/${transfer}`);
      return this.attribute('transfer-state', 'data-state') === state;
    });
  }

  private formWith(button: string): HTMLElement {
    const pressed = this.page
      .querySelectorAll('button')
      .find((each) => each.text.trim() === button);
    const form = pressed?.closest('form');
    if (form == null) throw new Error(`${this.path} has no form with the button ${button}`);
    return form;
  }

  private async go(start: URL, request: RequestInit): Promise<void> {
    let url = start;
    let response = await this.ask(url, request);
    for (let hops = 0; isRedirect(response); hops += 1) {
      if (hops === MAX_REDIRECTS) throw new Error(`${start.pathname} redirects for ever`);
      url = new URL(response.headers.get('location') ?? '', url);
      response = await this.ask(url, { method: 'GET' });
    }
    const text = await response.text();
    if (response.status >= 500) throw new Error(`${url.pathname}: ${response.status}\n${text}`);
    this.url = url;
    this.page = parse(text);
  }

  private async ask(url: URL, request: RequestInit): Promise<Response> {
    const headers = new Headers({
      accept: 'text/html',
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      origin: url.origin,
      referer: this.url.href,
      'sec-fetch-site': 'same-origin',
    });
    const response = await fetch(url, { ...request, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) this.remember(cookie);
    return response;
  }

  private remember(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';');
    const [name = '', ...value] = pair.split('=');
    const ended = attributes.some((each) => /^\s*max-age=(0|-\d+)\s*$/i.test(each));
    if (ended) this.cookies.delete(name.trim());
    else this.cookies.set(name.trim(), value.join('='));
  }
}

function isRedirect(response: Response): boolean {
  return response.status >= 300 && response.status < 400 && response.headers.has('location');
}

/** Of a few choices the one that is made. */
function isSent(input: HTMLElement): boolean {
  const isChoice = ['radio', 'checkbox'].includes(input.getAttribute('type') ?? '');
  return !isChoice || input.hasAttribute('checked');
}

function valueOf(input: HTMLElement): string {
  if (input.tagName === 'TEXTAREA') return input.text;
  if (input.tagName !== 'SELECT') return input.getAttribute('value') ?? '';
  const chosen = input.querySelector('option[selected]') ?? input.querySelector('option');
  return chosen?.getAttribute('value') ?? '';
}

function nameOf(form: HTMLElement, label: string): string {
  const element = form.querySelectorAll('label').find((each) => each.text.trim() === label);
  const id = element?.getAttribute('for');
  const field =
    id === undefined
      ? element?.querySelector('input, select, textarea')
      : form.querySelector(`[id="${id}"]`);
  const name = field?.getAttribute('name');
  if (name === undefined) throw new Error(`the form has no field labelled ${label}`);
  return name;
}
