// Transfers as dots that go the ways they really go: bank, broker, CodePix, broker, bank, and back with the
// answer. A step is drawn when it happened, slower than it happened; where the next one is missing, the dot waits.

const SPEED = 0.62; // pixels a millisecond
const LONGEST_WAIT = 180_000;
const PACE = 12; // pixels between dots that wait
const CODEPIX = "codepix";
const isStill = matchMedia("(prefers-reduced-motion: reduce)");

export class Scene {
  #network;
  #layer;
  #dots = new Map();
  #looks = new Map();

  constructor(network, layer) {
    this.#network = network;
    this.#layer = layer;
    for (const part of network.querySelectorAll("[data-part]")) {
      this.#looks.set(part.dataset.part, part.dataset.look);
    }
  }

  /** Begins anew with the transfers that are under way. */
  begin(moves) {
    for (const dot of this.#dots.values()) dot.element.remove();
    this.#dots.clear();
    for (const move of moves) this.#add(move, true);
    this.settle();
  }

  /** Lets transfers take steps. */
  move(moves) {
    for (const move of moves) {
      const dot = this.#dots.get(move.id) ?? this.#add(move, false);
      dot.steps.push(move.step);
      if (!dot.isMoving) void this.#run(dot);
    }
  }

  /** Takes note of how the parts are; where the broker went away, messages are back at who asks. */
  show(parts) {
    let changed = false;
    for (const part of parts) {
      changed ||= this.#looks.get(part.name) !== part.look;
      this.#looks.set(part.name, part.look);
    }
    this.#forget();
    if (changed) this.settle();
  }

  /** Every dot that waits goes where it waits now. */
  settle() {
    const piles = new Map();
    for (const dot of this.#dots.values()) {
      if (dot.isMoving) continue;
      const owner = this.#owner(dot);
      piles.set(owner, [...(piles.get(owner) ?? []), dot]);
    }
    for (const [owner, pile] of piles) {
      pile.forEach((dot, place) => {
        void this.#travel(dot, [this.#beside(owner, place, pile.length)], 250);
      });
    }
  }

  #forget() {
    const now = performance.now();
    for (const dot of this.#dots.values()) {
      if (!dot.isMoving && now - dot.since > LONGEST_WAIT) this.#remove(dot);
    }
  }

  #add(move, isWaiting) {
    const element = document.createElement("div");
    element.className = "dot";
    element.dataset.bank = move.from;
    this.#layer.append(element);
    const dot = { ...move, element, steps: [], isMoving: false, since: performance.now() };
    dot.at = isWaiting || move.step !== "accepted" ? this.#plug(move.from) : this.#edge(move.from);
    dot.done = isWaiting ? move.step : undefined;
    this.#put(dot);
    this.#dots.set(move.id, dot);
    return dot;
  }

  async #run(dot) {
    dot.isMoving = true;
    while (dot.steps.length > 0 && this.#dots.get(dot.id) === dot) {
      const step = dot.steps.shift();
      await this.#travel(dot, this.#way(dot, step));
      dot.done = step;
      dot.since = performance.now();
      if (step === "completed" || step === "refused") return this.#fade(dot);
    }
    dot.isMoving = false;
    if (this.#dots.has(dot.id)) this.settle();
  }

  /** The way of a step, as points. */
  #way(dot, step) {
    const [from, to, codepix] = [dot.from, dot.to, CODEPIX].map((part) => this.#plug(part));
    const visit = (part) => [this.#plug(part), this.#edge(part), this.#plug(part)];
    switch (step) {
      case "accepted":
        return [this.#edge(dot.from), from];
      case "pending":
        return [from, ...visit(CODEPIX), to];
      case "confirmed":
        return [...visit(dot.to), ...visit(CODEPIX), from];
      case "completed":
        return [...(dot.done === "confirmed" ? [] : [codepix]), from, this.#edge(dot.from)];
      default:
        dot.element.classList.add("dot-refused");
        return [codepix, from, this.#edge(dot.from)];
    }
  }

  /** Who asks until there is an answer. */
  #owner(dot) {
    return dot.done === "pending" ? CODEPIX : dot.from;
  }

  /** The place where a dot waits: on the line, or at whoever asks while there is no broker. */
  #beside(owner, place, count) {
    const point = this.#works("broker") ? this.#plug(owner) : this.#edge(owner);
    const columns = Math.max(6, Math.min(16, Math.floor(this.#box(owner).width / 20)));
    const [row, column] = [Math.floor(place / columns), place % columns];
    const middle = (Math.min(count, columns) - 1) / 2;
    // The first row is on the line, the next two on both sides of it.
    const side = [0, 1, -1][row % 3] + Math.sign(row - 1) * Math.floor(row / 3) * 2;
    return { x: point.x + (column - middle) * PACE, y: point.y + side * PACE };
  }

  #works(part) {
    return !["down", "silent", "frozen"].includes(this.#looks.get(part));
  }

  #box(part) {
    const card = this.#network.querySelector(`[data-part="${part}"] .card`);
    const whole = this.#network.getBoundingClientRect();
    const box = (card ?? this.#network).getBoundingClientRect();
    const [top, bottom] = [box.top - whole.top, box.bottom - whole.top];
    return { x: (box.left + box.right) / 2 - whole.left, top, bottom, width: box.width };
  }

  /** Where a part's line leaves it. */
  #edge(part) {
    const box = this.#box(part);
    return { x: box.x, y: box.top < this.#line() ? box.bottom - 2 : box.top + 2 };
  }

  /** Where a part's line meets the broker's. */
  #plug(part) {
    return { x: this.#box(part).x, y: this.#line() };
  }

  #line() {
    return this.#box("broker").top + 25;
  }

  #put(dot) {
    dot.element.style.translate = `${dot.at.x}px ${dot.at.y}px`;
  }

  async #travel(dot, points, atMost) {
    const way = [dot.at, ...points];
    const lengths = way.slice(1).map((to, index) => distance(way[index], to));
    const whole = lengths.reduce((sum, length) => sum + length, 0);
    dot.at = way[way.length - 1];
    this.#put(dot);
    if (isStill.matches || document.hidden || whole < 1) return;
    let gone = 0;
    const frames = way.map(({ x, y }, index) => {
      gone += index === 0 ? 0 : lengths[index - 1];
      return { translate: `${x}px ${y}px`, offset: gone / whole };
    });
    const duration = Math.min(whole / SPEED, atMost ?? Infinity);
    // A dot that is taken away meanwhile has arrived as well.
    await dot.element.animate(frames, { duration }).finished.catch(() => undefined);
  }

  async #fade(dot) {
    if (!isStill.matches && !document.hidden) {
      const frames = [{ opacity: 1, scale: 1 }, { opacity: 0, scale: 2.4 }];
      await dot.element.animate(frames, { duration: 320, easing: "ease-out" }).finished.catch(() => undefined);
    }
    this.#remove(dot);
  }

  #remove(dot) {
    dot.element.remove();
    this.#dots.delete(dot.id);
  }
}

function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
