using System.Globalization;
using ScottPlot;
using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>The predicted mean over two parameters, with the trials it was learnt from.</summary>
internal sealed class SurfacePanel
{
    private readonly ChartData _data;
    private readonly MeanSurface _surface;
    private readonly PlotTheme _theme;
    private readonly bool _isMin;
    private readonly double _low = double.PositiveInfinity;
    private readonly double _high = double.NegativeInfinity;

    public SurfacePanel(ChartData data, MeanSurface surface, PlotTheme theme)
    {
        (_data, _surface, _theme) = (data, surface, theme);
        _isMin = (data.Known?.Mode ?? data.Objective.Mode) == Mode.Min;
        foreach (var value in surface.Mean)
        {
            (_low, _high) = (Math.Min(_low, value), Math.Max(_high, value));
        }
    }

    /// <summary>What the numbers come from, and how much of the truth they are.</summary>
    public string Subtitle(InteractionReport report)
    {
        var explained = Math.Clamp(100 * report.Explained, 0, 100).ToString("0", CultureInfo.InvariantCulture);
        return $"{_data.Experiment}  ·  fANOVA of {ChartData.Count(report.Trials, "trial")}  ·  the model explains "
            + $"{explained}% of unseen trials{Chart.LeftOut(_data)}";
    }

    /// <summary>What its colours and marks stand for.</summary>
    /// <param name="what">What the ramp shows.</param>
    public IReadOnlyList<LegendKey> Keys(string what)
    {
        var (low, high) = (NumberText.Short(_low, 3), NumberText.Short(_high, 3));
        return
        [
            new(LegendSign.Ramp, $"{what}, worst {(_isMin ? high : low)}", _theme.Text,
                $"best {(_isMin ? low : high)}"),
            new(LegendSign.Dot, "trials", _theme.Text),
            .. _data.Best is { } leader
                ? (LegendKey[])[new(LegendSign.Ring, $"best: trial {leader.Number}", _theme.Best)]
                : [],
        ];
    }

    public Plot Draw(float pixels)
    {
        var (left, right) = (AxisOf(_surface.First.Name), AxisOf(_surface.Second.Name));
        var plot = Panel.New(
            _theme, UnitAxis.Label(_data.Parameters[left]), UnitAxis.Label(_data.Parameters[right]));
        var (across, up) = (_surface.FirstValues.Length, _surface.SecondValues.Length);
        for (var x = 0; x < across; x++)
        {
            for (var y = 0; y < up; y++)
            {
                var place = (_surface.Mean[x, y] - _low) / Math.Max(1e-300, _high - _low);

                // A little too large, so that no light line stays between neighbours.
                var cell = plot.Add.Rectangle(
                    x / (double)across, (x + 1.02) / across, y / (double)up, (y + 1.02) / up);
                cell.FillColor = _theme.Ramp(_isMin ? 1 - place : place);
                cell.LineWidth = 0;
            }
        }

        AddTrials(plot, left, right);
        UnitAxis.Set(plot.Axes.Bottom, _data.Parameters[left], _theme, pixels);
        UnitAxis.Set(plot.Axes.Left, _data.Parameters[right], _theme, pixels);
        plot.HideGrid();
        return plot;
    }

    // Where there are no trials the surface is a guess.
    private void AddTrials(Plot plot, int across, int up)
    {
        ChartTrial[] shown =
        [
            .. _data.Trials.Where(trial => double.IsFinite(trial.Value) && double.IsFinite(trial.Unit[across])
                && double.IsFinite(trial.Unit[up])),
        ];
        Chart.Dots(plot, [.. shown.Select(Place)], _theme.Background.WithAlpha(0.9), 5.5f);
        Chart.Dots(plot, [.. shown.Select(Place)], _theme.Text.WithAlpha(0.8), 3.5f);
        if (shown.Contains(_data.Best))
        {
            Chart.Dots(plot, [Place(_data.Best!)], _theme.Best, 13, hollow: true);
        }

        Coordinates Place(ChartTrial trial) =>
            new(UnitAxis.At(_data, trial, across), UnitAxis.At(_data, trial, up));
    }

    private int AxisOf(string name) => _data.Parameters.ToList().FindIndex(parameter => parameter.Name == name);
}
