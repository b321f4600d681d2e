import type { BrowserContext, ConsoleMessage, Request, Response } from '@playwright/test';

/** Collects what must not happen behind a page: errors, failed requests, hydration warnings. */
export class Watch {
  private readonly problems: string[] = [];
  private readonly expected: RegExp[] = [];

  over(context: BrowserContext): void {
    context.on('console', (message) => {
      this.note(consoleProblem(message));
    });
    context.on('weberror', (error) => {
      this.note(`page error: ${error.error().message}`);
    });
    context.on('requestfailed', (request) => {
      this.note(requestProblem(request));
    });
    context.on('response', (response) => {
      this.note(responseProblem(response));
    });
  }

  /** A test that provokes a problem on purpose says so. */
  expect(problem: RegExp): void {
    this.expected.push(problem);
  }

  get unexpected(): string[] {
    return this.problems.filter((each) => !this.expected.some((pattern) => pattern.test(each)));
  }

  private note(problem: string | undefined): void {
    if (problem !== undefined) this.problems.push(problem);
  }
}

function consoleProblem(message: ConsoleMessage): string | undefined {
  const kind = message.type();
  const bad = kind === 'error' || (kind === 'warning' && /hydrat/i.test(message.text()));
  return bad ? `console ${kind}: ${message.text()} (${message.location().url})` : undefined;
}

function requestProblem(request: Request): string | undefined {
  const why = request.failure()?.errorText ?? '';
  // Leaving a page ends its live updates; a second click takes over from the first.
  const live = new URL(request.url()).pathname.endsWith('/events');
  const left = why === 'net::ERR_ABORTED' && (live || request.isNavigationRequest());
  return left ? undefined : `request failed: ${request.method()} ${request.url()} ${why}`;
}

function responseProblem(response: Response): string | undefined {
  if (response.status() < 500) return undefined;
  return `answer ${response.status()}: ${response.request().method()} ${response.url()}`;
}
