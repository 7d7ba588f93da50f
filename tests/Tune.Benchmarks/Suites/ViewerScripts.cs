namespace Tune.Benchmarks.Suites;

/// <summary>What is run in a page to find out when something was drawn: after the frame in which it came.</summary>
internal static class ViewerScripts
{
    /// <summary>From the start of a page on: milliseconds until its first rows, its whole table and its curves.
    /// </summary>
    public const string Watch = """
        (() => {
          const seen = window.tuneSeen = {};
          const row = () => document.querySelector(".grid-body .grid-row[data-waits='false'] a[href]");
          const wanted = {
            rows: row,
            table: () => row() && document.querySelector("main:not([aria-busy])")
              && !document.querySelector(".grid-body .grid-row[data-waits='true']:not([hidden])")
              && document.querySelector("[role=grid][aria-rowcount='10001']"),
            curves: () => document.querySelector("[aria-label*=' of 1000 trials by ']"),
          };
          const look = () => {
            for (const [name, is] of Object.entries(wanted)) {
              if (seen[name] === undefined && is()) {
                seen[name] = 0;
                requestAnimationFrame(() => setTimeout(() => seen[name] = performance.now()));
              }
            }
          };
          new MutationObserver(look).observe(document, {
            subtree: true, childList: true,
            attributeFilter: ["aria-label", "aria-rowcount", "aria-busy", "data-waits", "href", "hidden"],
          });
        })();
        """;

    /// <summary>Whether all of it was drawn.</summary>
    public const string IsDrawn = "() => window.tuneSeen.rows > 0 && window.tuneSeen.table > 0 "
        + "&& window.tuneSeen.curves > 0";

    /// <summary>Sorts by the column whose button says so, and waits until the first row is of another trial.</summary>
    public const string Sort = """
        says => new Promise(done => {
          const first = () =>
            document.querySelector(".grid-body [aria-rowindex='2'][data-waits='false'] a")?.textContent;
          const before = first();
          const watch = new MutationObserver(() => {
            const now = first();
            if (now !== undefined && now !== "" && now !== before) {
              watch.disconnect();
              requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
            }
          });
          watch.observe(document.querySelector("[role=grid]"), {
            subtree: true, childList: true, characterData: true, attributes: true,
          });
          const began = performance.now();
          document.querySelector(`.grid-head button[title^="${says}"]`).click();
        })
        """;

    /// <summary>Searches, and waits until there are so many rows and the first is there.</summary>
    public const string Search = """
        ([where, rows]) => new Promise(done => {
          const grid = document.querySelector("[role=grid]");
          const watch = new MutationObserver(() => {
            if (grid.getAttribute("aria-rowcount") === String(rows + 1)
              && grid.querySelector(".grid-body [aria-rowindex='2'][data-waits='false'] a")?.textContent) {
              watch.disconnect();
              requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
            }
          });
          watch.observe(grid, { subtree: true, childList: true, characterData: true, attributes: true });
          const input = document.querySelector("input.search");
          input.value = where;
          const began = performance.now();
          input.dispatchEvent(new Event("change"));
        })
        """;
}
