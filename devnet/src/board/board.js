// Keeps the page as the server says that it is. Without it the page reloads itself and its forms work.
import { Scene } from "/scene.js";

const lang = document.documentElement.lang;
const find = (selector, inside = document) => inside.querySelector(selector);
const scene = new Scene(find("#network"), find("#dots"));
const slider = find("#rate");

function setText(element, text) {
  const shown = String(text ?? "");
  if (element && element.textContent !== shown) element.textContent = shown;
}

/** The value at `audit.shown.lost`. */
function at(snapshot, path) {
  return path.split(".").reduce((value, name) => value?.[name], snapshot);
}

function showPart(part) {
  const element = find(`[data-part="${part.name}"]`);
  if (!element) return;
  element.dataset.look = part.look;
  const [store, card] = [find(".store", element), find(".card", element)];
  store.dataset.look = part.store.look;
  setText(find(".look-text", store), part.store.look_text);
  showPlugs(store, part.store.switches);
  setText(find(".look-text", card), part.look_text);
  setText(find(".about", card), part.about);
  showPlugs(card, part.switches);
}

function showPlugs(element, plugs) {
  for (const plug of plugs) {
    const button = find(`[data-plug="${plug.name}"]`, element);
    const hadFocus = document.activeElement === button && !plug.on;
    button.form.hidden = !plug.on;
    // Whoever works with a keyboard goes on where the next thing to press is.
    if (hadFocus) find("form:not([hidden]) button", element)?.focus();
  }
}

function showLog(lines) {
  const log = find("#log");
  const known = new Map([...log.children].map((line) => [line.dataset.number, line]));
  const wanted = lines.map((line) => {
    const item = known.get(String(line.number)) ?? newLine(line);
    setText(item.firstElementChild, line.ago);
    return item;
  });
  const same = wanted.length === log.children.length && wanted.every((item) => item.isConnected);
  if (!same) log.replaceChildren(...wanted);
}

function newLine(line) {
  const item = document.createElement("li");
  item.dataset.number = line.number;
  const text = document.createElement("span");
  text.textContent = line.text;
  item.append(document.createElement("time"), " ", text);
  return item;
}

function show(snapshot) {
  find("#lost-touch").hidden = true;
  find("#verdict").dataset.mood = snapshot.verdict.mood;
  for (const element of document.querySelectorAll("[data-t]")) {
    // While somebody moves the slider, the figure beside it is hers.
    if (element.id === "rate-shown" && isSliding()) continue;
    setText(element, at(snapshot, element.dataset.t));
  }
  if (!isSliding()) slider.value = snapshot.load.rate;
  snapshot.parts.forEach(showPart);
  showLog(snapshot.log);
  scene.show(snapshot.parts);
}

/** Posts a form as it is and shows what the board is then. */
async function post(form) {
  const body = new URLSearchParams(new FormData(form));
  const headers = { accept: "application/json" };
  try {
    const answer = await fetch(form.action, { method: "POST", headers, body });
    if (answer.ok) show(await answer.json());
  } catch {
    loseTouch();
  }
}

function loseTouch() {
  const notice = find("#lost-touch");
  notice.textContent = notice.dataset.text;
  notice.hidden = false;
}

let sliding;
const isSliding = () => sliding !== undefined;

slider.addEventListener("input", () => {
  setText(find("#rate-shown"), slider.value);
  clearTimeout(sliding);
  sliding = setTimeout(async () => {
    await post(slider.form);
    sliding = undefined;
  }, 250);
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  void post(event.target);
});

find("#rate-set").hidden = true;

const events = new EventSource(`/events?lang=${lang}`);
let isFirst = true;
events.addEventListener("open", () => {
  isFirst = true;
});
events.addEventListener("moves", (event) => {
  const moves = JSON.parse(event.data);
  if (isFirst) scene.begin(moves);
  else scene.move(moves);
  isFirst = false;
});
events.addEventListener("state", (event) => show(JSON.parse(event.data)));
events.addEventListener("error", loseTouch);
addEventListener("pagehide", () => events.close());
addEventListener("resize", () => scene.settle());
