namespace Tune.Hosting.Results.Reports;

/// <summary>How a report looks: the colours of <see cref="Tune.Plots.PlotTheme"/>, those that the system asks for.
/// </summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --page: #f6f7f9; --surface: #ffffff; --line: #e3e6ea; --text: #1d2126; --muted: #59626c;
          --best: #d55e00; --good: #009e73; --failed: #cc3f5f; --code: #f3f5f8;
          font: 400 14px/20px Inter, system-ui, "Segoe UI", sans-serif;
        }
        .dark { display: none; }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0f1215; --surface: #16191d; --line: #262b32; --text: #e8eaed; --muted: #a4abb3;
            --best: #ff8f3f; --good: #2bc49a; --failed: #e56a86; --code: #1d2127;
          }
          .light { display: none; }
          .dark { display: block; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 32px 24px 64px; max-width: 1120px; }
        html { background: var(--page); color: var(--text); }
        h1, h2, p, dl, dd, dt, pre, figure { margin: 0; font: inherit; }
        h1 { font-size: 24px; line-height: 32px; font-weight: 600; letter-spacing: -0.01em; overflow-wrap: anywhere; }
        h2 { font-size: 16px; line-height: 24px; font-weight: 600; margin: 40px 0 12px; }
        .muted { color: var(--muted); }
        .state { display: inline-block; padding: 0 8px; border: 1px solid var(--line); border-radius: 10px; }
        .state.failed { color: var(--failed); border-color: var(--failed); }
        .state.finished { color: var(--good); border-color: var(--good); }
        header p { margin-top: 4px; }
        .facts { display: grid; gap: 12px; margin-top: 24px; }
        .facts { grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); }
        .facts div { padding: 12px 16px; border: 1px solid var(--line); border-radius: 8px; }
        .facts div { background: var(--surface); }
        .facts dt { font-size: 12px; color: var(--muted); }
        .facts dd { font-size: 20px; line-height: 28px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .facts .best dd { color: var(--best); font-weight: 600; }
        .box { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
        figure { margin-bottom: 16px; padding: 8px; }
        figure svg, figure img { max-width: 100%; height: auto; }
        pre { padding: 12px 16px; background: var(--code); border-radius: 8px; overflow-x: auto;
          font: 12px/18px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th { font-size: 12px; font-weight: 600; color: var(--muted); text-align: left; white-space: nowrap; }
        th, td { padding: 6px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
        tr:last-child td { border-bottom: 0; }
        td.n, th.n { text-align: right; }
        td.cut { max-width: 320px; overflow-wrap: break-word; }
        td.cut:last-child { min-width: 200px; }
        tr.best td { color: var(--best); font-weight: 600; }
        footer { margin-top: 40px; font-size: 12px; color: var(--muted); }
        @media print { html { background: none; } body { max-width: none; } figure, tr { break-inside: avoid; } }
        """;
}
