using ScottPlot;
using Tune.Engine.Analysis;

namespace Tune.Plots.Charts;

/// <summary>Each parameter against each other one, the trials coloured by their rank: where the good ones gather.
/// </summary>
internal static class RankChart
{
    private const string Title = "Ranks: where the good trials lie, two parameters at a time";
    private const int ParametersMax = 4;
    private const int Shades = 12;

    public static Figure Draw(
        ChartData data, ImportanceReport? report, InteractionReport? interactions, PlotTheme theme)
    {
        ChartTrial[] ranked = [.. data.BestFirst().Reverse()];
        ChartTrial[] refused = [.. data.Trials.Where(trial => double.IsFinite(trial.Refused))];
        if (ranked.Length == 0 || data.Parameters.Count < 2)
        {
            return Chart.Missing(Title, data, theme, data.Parameters.Count < 2
                ? "This takes a space with two parameters that vary."
                : Chart.NothingReported);
        }

        var shown = Shown(data, report, interactions);
        Plot[] panels =
        [
            .. from up in Enumerable.Range(0, shown.Length)
               from across in Enumerable.Range(0, up)
               select Pair(data, ranked, refused, shown[across], shown[up], theme),
        ];
        var columns = panels.Length <= 1 ? 1 : 3;
        var rows = (panels.Length + columns - 1) / columns;
        var left = data.Parameters.Count - shown.Length;
        var note = left > 0 ? $"  ·  {ChartData.Count(left, "less important parameter")} not shown" : "";
        return new Figure(
            Title, data.Summary(ranked.Length + refused.Length) + note, theme, Keys(data, refused.Length, theme),
            panels)
        {
            Columns = columns,
            Width = columns == 1 ? 900 : 430 * columns,
            Height = columns == 1 ? 700 : 110 + (370 * rows),
        };
    }

    private static List<LegendKey> Keys(ChartData data, int refused, PlotTheme theme) =>
    [
        new(LegendSign.Ramp, $"by {data.Objective.Metric}: worst trial", theme.Text, "best trial"),
        new(LegendSign.Ring, $"best: trial {data.Best!.Number}", theme.Best),
        .. refused > 0
            ? (LegendKey[])[new(LegendSign.Ring, $"breaks a constraint ({refused})", theme.Faint)] : [],
    ];

    // The pair that the contour shows, then the most important ones, where that is known.
    private static int[] Shown(ChartData data, ImportanceReport? report, InteractionReport? interactions)
    {
        var names = data.Parameters.Select(parameter => parameter.Name).ToList();
        string[] pair = interactions is { Pairs: [var most, ..] } ? [most.First, most.Second] : [];
        return [.. pair.Concat(report?.Parameters.Select(one => one.Name) ?? []).Select(name => names.IndexOf(name))
            .Where(axis => axis >= 0)
            .Concat(Enumerable.Range(0, names.Count)).Distinct().Take(ParametersMax)];
    }

    private static Plot Pair(
        ChartData data, ChartTrial[] ranked, ChartTrial[] refused, int across, int up, PlotTheme theme)
    {
        var (right, top) = (data.Parameters[across], data.Parameters[up]);
        var plot = Panel.New(theme, UnitAxis.Label(right), UnitAxis.Label(top));
        var size = Chart.DotSize(ranked.Length);
        Chart.Dots(plot, [.. refused.Where(IsActive).Select(Place)], theme.Faint, size, hollow: true);

        // From the worst up, so that the good ones lie on top.
        for (var shade = 0; shade < Shades; shade++)
        {
            var group = ranked[(shade * ranked.Length / Shades)..((shade + 1) * ranked.Length / Shades)];
            Chart.Dots(
                plot, [.. group.Where(IsActive).Select(Place)], theme.Ramp((shade + 0.5) / Shades).WithAlpha(0.9),
                size);
        }

        if (IsActive(data.Best!))
        {
            Chart.Dots(plot, [Place(data.Best!)], theme.Best, 13, hollow: true);
        }

        UnitAxis.Set(plot.Axes.Bottom, right, theme, pixels: 310);
        UnitAxis.Set(plot.Axes.Left, top, theme, pixels: 310);

        // Room for the dots at the edges.
        plot.Axes.Bottom.Range.Set(-0.03, 1.03);
        plot.Axes.Left.Range.Set(-0.03, 1.03);
        return plot;

        bool IsActive(ChartTrial trial) => double.IsFinite(trial.Unit[across]) && double.IsFinite(trial.Unit[up]);

        Coordinates Place(ChartTrial trial) =>
            new(UnitAxis.At(data, trial, across), UnitAxis.At(data, trial, up));
    }
}
