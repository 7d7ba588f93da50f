using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Observing;

namespace Tune.Cli.Running;

/// <summary>Draws a sweep: a bar, counts, best, rungs, the running trials and the top five.</summary>
internal static class SweepScreen
{
    private const int RunningMax = 8;

    // The bar and what is below it, five trials at the top, two errors and a notice: a small window shows it all.
    private const int RowsBesides = 21;
    private const int BarWidth = 40;

    public static IRenderable Render(
        SweepSnapshot now, TimeSpan elapsed, IReadOnlyList<string> notices, int width, int height)
    {
        var told = notices.SelectMany(notice => Wrapped(notice, width)).ToList();
        var rows = new List<IRenderable> { new Markup(Bar(now, elapsed)), new Markup(Counts(now)) };
        if (now.Best is not null)
        {
            rows.Add(new Markup($"best     [bold green]{Markup.Escape(RunText.Best(now))}[/]"));
        }
        else
        {
            rows.Add(new Markup("best     [grey]no value yet; the first comes with the first report[/]"));
        }

        if (now.Rungs.Count > 0)
        {
            rows.Add(new Markup($"rungs    {Markup.Escape(RunText.Rungs(now))}"));
        }

        if (now.Running.Count > 0)
        {
            rows.Add(Running(now, Math.Clamp(height - RowsBesides - Math.Max(0, told.Count - 1), 1, RunningMax)));
        }

        if (now.Top.Count > 0)
        {
            rows.Add(Top(now, width));
        }

        rows.AddRange(now.RecentErrors.Select(error => new Markup($"[red]{Markup.Escape(Cut(error, width))}[/]")));
        rows.AddRange(told.Select(line => new Markup($"[yellow]{Markup.Escape(line)}[/]")));
        return new Rows(rows);
    }

    private static string Bar(SweepSnapshot now, TimeSpan elapsed)
    {
        var total = now.Spec?.Trials ?? now.Proposed;
        var settled = now.Ended + now.Count(TrialStatus.Paused);
        var share = total == 0 ? 0 : Math.Clamp((double)settled / total, 0, 1);
        var full = (int)(share * BarWidth);
        var rest = settled == 0 || settled >= total
            ? ""
            : $", about {RunText.Span(now.Active / settled * (total - settled))} to go";
        return $"[blue]{new string('━', full)}[/][grey]{new string('─', BarWidth - full)}[/] "
            + $"{settled}/{total} trials, {RunText.Span(elapsed)}{rest}";
    }

    private static string Counts(SweepSnapshot now) => string.Create(
        CultureInfo.InvariantCulture, $"trials   {RunText.Counts(now)}; {now.Reports} reports");

    private static Table Running(SweepSnapshot now, int shown)
    {
        var table = Frame("running", "slot", "iteration", now.Spec!.Objective.Metric);
        foreach (var trial in now.Running.Take(shown))
        {
            table.AddRow(
                $"trial {trial.Trial}",
                trial.Slot.ToString(CultureInfo.InvariantCulture),
                trial.Iteration.ToString(CultureInfo.InvariantCulture),
                double.IsNaN(trial.Value) ? "" : trial.Value.ToString("G5", CultureInfo.InvariantCulture));
        }

        if (now.Running.Count > shown)
        {
            table.AddRow($"and {now.Running.Count - shown} more", "", "", "");
        }

        return table;
    }

    private static Table Top(SweepSnapshot now, int width)
    {
        var table = Frame("top", now.Spec!.Objective.Metric, "iteration", "config");
        foreach (var trial in now.Top)
        {
            table.AddRow(
                $"trial {trial.Trial}",
                trial.Value.ToString("G6", CultureInfo.InvariantCulture),
                trial.Iteration.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(Cut(RunText.Config(trial.Config), Math.Max(20, width - 52))));
        }

        return table;
    }

    private static Table Frame(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn($"[grey]{Markup.Escape(column)}[/]").NoWrap());
        }

        return table;
    }

    // What is said to people is said whole, broken between words; a word that is too long is broken by the terminal.
    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var rest = text.ReplaceLineEndings(" ");
        while (rest.Length > width && rest.LastIndexOf(' ', width) is > 0 and var space)
        {
            yield return rest[..space];
            rest = rest[(space + 1)..];
        }

        yield return rest;
    }

    private static string Cut(string text, int width)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= width ? line : line[..Math.Max(0, width - 1)] + "…";
    }
}
