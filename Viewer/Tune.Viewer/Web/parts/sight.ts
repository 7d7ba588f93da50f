// What is below the fold is asked for when it comes into sight.

/** Calls once, when an element is seen for the first time or about to be. */
export function whenSeen(element: Element, act: () => void, signal: AbortSignal): void {
  const sight = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) {
      sight.disconnect();
      act();
    }
  }, { rootMargin: "160px" });
  sight.observe(element);
  signal.addEventListener("abort", () => sight.disconnect(), { once: true });
}
