// Elements without a framework. Text is only ever set as text, so nothing that is shown can become markup.

export type Child = Node | string | number | null | undefined | false;
export type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  add(element, children);
  return element;
}

export function svg(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  set(element, attributes);
  add(element, children);
  return element;
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name, value as EventListener);
    } else if (value === null || value === undefined || value === false) {
      element.removeAttribute(name);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
}

function add(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(typeof child === "number" ? String(child) : child);
    }
  }
}

/** Sets a text, and touches the page only where it has changed. */
export function text(element: Element, value: string): void {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  add(element, children);
}

/** The same call, at most once in so many milliseconds, and never while the one before is under way; the last one is
 * never lost. */
export function throttled(
  milliseconds: number, action: () => unknown, signal: AbortSignal): () => void {
  let waiting = 0;
  let last = -Infinity;
  let [isRunning, isWanted] = [false, false];
  const run = async () => {
    [waiting, isWanted, isRunning] = [0, false, true];
    last = performance.now();
    try {
      if (!signal.aborted) {
        await action();
      }
    } catch (problem) {
      if (!signal.aborted) {
        console.warn(problem);
      }
    } finally {
      isRunning = false;
      if (isWanted) {
        call();
      }
    }
  };
  const call = () => {
    isWanted = true;
    if (waiting === 0 && !isRunning && !signal.aborted) {
      waiting = window.setTimeout(() => void run(), Math.max(0, last + milliseconds - performance.now()));
    }
  };
  signal.addEventListener("abort", () => clearTimeout(waiting), { once: true });
  return call;
}
