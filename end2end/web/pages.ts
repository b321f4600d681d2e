import {
  expect,
  type Locator,
  type Page,
  type Request,
  type Response,
  type Route,
} from '@playwright/test';
import type { BankAddress } from '../network/devnet';
import { type Customer, password, pin } from '../network/seeds';
import { CodeStep } from './key-code';
import type { Person } from './newcomer';
import { portuguese, type Words } from './words';

/** How long a transfer may take to reach its state, an order asked again included. */
const STATE_MS = 20_000;

export interface Order {
  key: string;
  amount: string;
  message: string;
}

export type KeyKind = 'cpf' | 'cnpj' | 'phone' | 'email' | 'evp';

/** Every selector of a bank's pages, and what a customer does on them. */
export class BankPages {
  constructor(
    readonly page: Page,
    readonly bank: BankAddress,
    private readonly javaScript: boolean,
    /** Those of the language that the pages are in. */
    private words: Words = portuguese,
  ) {}

  /** Where a key's code is typed. */
  readonly keyCode = new CodeStep(this);

  // What the pages hold.
  get html(): Locator {
    return this.page.locator('html');
  }
  get main(): Locator {
    return this.page.getByRole('main');
  }
  /** Alerts that say something. */
  get alert(): Locator {
    return this.page.getByRole('alert').filter({ hasText: /\S/ });
  }
  get email(): Locator {
    return this.field(this.words.email);
  }
  get password(): Locator {
    return this.field(this.words.password);
  }
  get key(): Locator {
    return this.field(this.words.key);
  }
  get keyKind(): Locator {
    return this.field(this.words.keyKind);
  }
  get amount(): Locator {
    return this.field(this.words.amount);
  }
  get message(): Locator {
    return this.field(this.words.message);
  }
  get pin(): Locator {
    return this.field('PIN');
  }
  get name(): Locator {
    return this.field('Nome completo');
  }
  get document(): Locator {
    return this.field('CPF ou CNPJ');
  }
  get nickname(): Locator {
    return this.field('Apelido');
  }
  get balance(): Locator {
    return this.page.getByTestId('balance');
  }
  get keys(): Locator {
    return this.page.getByTestId('key');
  }
  get sessions(): Locator {
    return this.page.getByTestId('session');
  }
  get contacts(): Locator {
    return this.page.getByTestId('contact');
  }
  get state(): Locator {
    return this.page.getByTestId('transfer-state');
  }
  get signInButton(): Locator {
    return this.button(this.words.signIn);
  }
  get signOutButton(): Locator {
    return this.button(this.words.signOut);
  }
  get registerButton(): Locator {
    return this.button(this.words.registerKey);
  }
  get continueButton(): Locator {
    return this.button(this.words.continue);
  }
  get confirmButton(): Locator {
    return this.button(this.words.confirm);
  }
  get openAccountButton(): Locator {
    return this.button('Abrir conta');
  }
  get renameButton(): Locator {
    return this.button('Salvar apelido');
  }
  get correctLink(): Locator {
    return this.page.getByRole('link', { name: this.words.correct, exact: true });
  }

  /** Lines of the statement (or of the latest ones on the first page) with this amount. */
  movements(signedCents: number): Locator {
    return this.page.locator(`[data-testid="movement"][data-cents="${signedCents}"]`);
  }

  /** What is said about a field, beside it and linked to it. */
  async errorOf(field: Locator): Promise<Locator> {
    await expect(field).toHaveAttribute('aria-describedby', /./);
    const ids = (await field.getAttribute('aria-describedby')) ?? '';
    const said = ids.split(/\s+/).map((id) => `[id="${id}"][role="alert"]`);
    return this.page.locator(said.join(', '));
  }

  /** The colour from which the palette is derived. */
  async brand(): Promise<string> {
    return this.html.evaluate((html) => getComputedStyle(html).getPropertyValue('--brand'));
  }

  /** Below zero: the page is wider than the screen. */
  async spareWidth(): Promise<number> {
    return this.html.evaluate((html) => html.clientWidth - html.scrollWidth);
  }

  /** A browser's zoom by two leaves half the width, though no less than WCAG 1.4.10 asks for. */
  async zoom(): Promise<void> {
    const { width, height } = this.page.viewportSize() ?? { width: 640, height: 720 };
    await this.page.setViewportSize({ width: Math.max(width / 2, 320), height });
  }

  /** Every page of a customer that needs nothing done first. */
  readonly paths = [
    '/',
    '/keys',
    '/claims',
    '/inbox',
    '/send',
    '/receive',
    '/statement',
    '/settings',
    '/limits',
    '/schedules',
  ];

  // Going about.

  async open(path: string): Promise<Response | null> {
    const response = await this.page.goto(this.bank.url + path);
    await this.alive();
    return response;
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.alive();
  }

  /** The same browser, another tab, at the same address. */
  async duplicate(): Promise<BankPages> {
    const page = await this.page.context().newPage();
    const tab = new BankPages(page, this.bank, this.javaScript, this.words);
    const { pathname, search } = new URL(this.page.url());
    await tab.open(pathname + search);
    return tab;
  }

  /** Presses a button that posts a form, and waits for the page that answers. */
  async submit(button: Locator): Promise<void> {
    await Promise.all([this.page.waitForEvent('domcontentloaded'), button.click()]);
    await this.alive();
  }

  /** Presses the button with the language's own name; the page comes back in it. */
  async speak(words: Words): Promise<void> {
    await this.submit(this.button(words.name));
    this.words = words;
    await expect(this.html).toHaveAttribute('lang', words.lang);
  }

  // Sessions.

  async fillLogin(customer: Customer, secret: string): Promise<void> {
    await this.open('/login');
    await this.email.fill(customer.email);
    await this.password.fill(secret);
    await this.submit(this.signInButton);
  }

  async signIn(customer: Customer): Promise<void> {
    await this.fillLogin(customer, password);
    await expect(this.page).toHaveURL(`${this.bank.url}/`);
  }

  /** Opens the first page, and tells whether it was shown rather than the login. */
  async isSignedIn(): Promise<boolean> {
    await this.open('/');
    return new URL(this.page.url()).pathname === '/';
  }

  /** Fills the form of somebody who is no customer yet. */
  async fillAccount(person: Person): Promise<void> {
    await this.open('/accounts/new');
    await this.name.fill(person.name);
    await this.document.fill(person.document);
    await this.email.fill(person.email);
    await this.password.fill(person.password);
    await this.pin.fill(person.pin);
    await this.submit(this.openAccountButton);
  }

  // Keys.

  /** Fills the form; a random key has no text. */
  async fillKey(kind: KeyKind, key = ''): Promise<void> {
    await this.open('/keys');
    await this.keyKind.selectOption(kind);
    if (kind !== 'evp') await this.key.fill(key);
    await this.submit(this.registerButton);
  }

  /** Registers a key, as the pages write it; the code of one that needs a code is read. */
  async registerKey(kind: KeyKind, key: string): Promise<void> {
    await this.fillKey(kind, key);
    if (kind === 'email' || kind === 'phone') await this.keyCode.give(key);
    await expect(this.keys.filter({ hasText: key })).toHaveCount(1);
  }

  // Money.

  async readBalance(): Promise<number> {
    await this.open('/');
    await expect(this.balance).toHaveAttribute('data-cents', /^-?\d+$/);
    return Number(await this.balance.getAttribute('data-cents'));
  }

  async fillOrder(order: Order): Promise<void> {
    await this.open('/send');
    await this.writeOrder(order);
  }

  /** Fills the form that is there. */
  async writeOrder(order: Order): Promise<void> {
    await this.key.fill(order.key);
    await this.amount.fill(order.amount);
    await this.message.fill(order.message);
    await this.submit(this.continueButton);
  }

  /** Up to the page that shows who will get the money. */
  async review(order: Order): Promise<void> {
    await this.fillOrder(order);
    await expect(this.page).toHaveURL(/\/send\/review/);
  }

  /** From a review back to its form, and on to the review of what is written there now. */
  async correct(order: Order): Promise<void> {
    await this.submit(this.correctLink);
    await expect(this.key).toHaveValue(/./);
    await this.writeOrder(order);
    await expect(this.page).toHaveURL(/\/send\/review/);
  }

  async confirm(): Promise<string> {
    await this.givePin();
    await this.submit(this.confirmButton);
    return this.transferId();
  }

  /** Types the PIN where the review asks for it: it does not within five minutes of the last one. */
  async givePin(digits = pin): Promise<void> {
    if ((await this.pin.count()) > 0) await this.pin.fill(digits);
  }

  /** Two clicks in a row: the second post overtakes the answer to the first. */
  async confirmTwice(): Promise<string> {
    await this.givePin();
    await Promise.all([
      this.page.waitForURL(/\/transfers\//, { waitUntil: 'domcontentloaded' }),
      this.confirmButton.dblclick(),
    ]);
    await this.alive();
    return this.transferId();
  }

  /** Presses Confirmar, but the form does not leave the browser: it is the answer. */
  async holdBackConfirm(): Promise<Request> {
    await this.givePin();
    await this.page.route('**', (route) => {
      const post = route.request().method() === 'POST';
      return post ? route.fulfill({ status: 204 }) : route.fallback();
    });
    const [form] = await Promise.all([
      this.page.waitForRequest((request) => request.method() === 'POST'),
      this.confirmButton.click(),
    ]);
    await this.page.unrouteAll({ behavior: 'wait' });
    return form;
  }

  /** Back to what was reviewed: the bank leads on to the transfer that it has become. */
  async goBack(): Promise<string> {
    await this.page.goBack({ waitUntil: 'domcontentloaded' });
    await this.alive();
    return this.transferId();
  }

  /** Refuses a page its events once; gives a wait for that. Without JavaScript none are asked. */
  async refuseEvents(): Promise<() => Promise<void>> {
    let refused = false;
    const refuse = async (route: Route) => {
      await route.fulfill({ status: 503, contentType: 'text/event-stream' });
      refused = true;
    };
    await this.page.route(/\/transfers\/[^/]+\/events$/, refuse, { times: 1 });
    return () => expect.poll(() => refused).toBe(this.javaScript);
  }

  /** Tries to send; a bank may refuse at the form or, at the latest, at the review. */
  async tryToSend(order: Order): Promise<void> {
    await this.fillOrder(order);
    if ((await this.confirmButton.count()) === 0) return;
    await this.givePin();
    await this.submit(this.confirmButton);
  }

  async send(order: Order): Promise<string> {
    await this.review(order);
    return this.confirm();
  }

  async transferId(): Promise<string> {
    await expect(this.page).toHaveURL(/\/transfers\/[0-9a-f-]{36}$/);
    return new URL(this.page.url()).pathname.replace('/transfers/', '');
  }

  /** With JavaScript the page moves by itself; without, the customer reads it again. */
  async reaches(state: 'completed' | 'refused'): Promise<void> {
    if (this.javaScript) {
      await this.html.evaluate((html) => {
        html.setAttribute('data-same-page', '');
      });
      await expect(this.state).toHaveAttribute('data-state', state, { timeout: STATE_MS });
      await expect(this.html).toHaveAttribute('data-same-page');
      return;
    }
    const read = async () => {
      await this.reload();
      return this.state.getAttribute('data-state');
    };
    await expect.poll(read, { timeout: STATE_MS }).toBe(state);
  }

  /** What is so with JavaScript, or without. */
  withScript<T>(so: T, without: T): T {
    return this.javaScript ? so : without;
  }

  /** What can be done with JavaScript alone. */
  async whereScripted(act: () => Promise<void>): Promise<void> {
    if (this.javaScript) await act();
  }

  private field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  private button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Whole, its font too, for which a page does not wait to be loaded: a page that is left before
   * would end what it still fetches. */
  private async alive(): Promise<void> {
    await this.page.waitForLoadState('load');
    await this.html.evaluate(async (html) => {
      await html.ownerDocument.fonts.ready;
    });
    if (!this.javaScript) return;
    await this.page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  }
}
