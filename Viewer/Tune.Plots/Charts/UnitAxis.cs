using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>A parameter as an axis over the unit interval, with ticks where round values of it are.</summary>
internal static class UnitAxis
{
    private const int OptionsMax = 6;

    public static string Label(ChartParameter parameter)
    {
        var name = NumberText.Name(parameter.Name, 34);
        return parameter.IsLog ? name + " (log)" : name;
    }

    /// <summary>Where a trial stands; those of one option are spread, or they would stand on top of each other.
    /// </summary>
    public static double At(ChartData data, ChartTrial trial, int axis) =>
        data.Parameters[axis] is { IsChoice: true } choice
            ? trial.Unit[axis] + (0.6 * Chart.Jitter(trial.Number, axis) / choice.Options.Count)
            : trial.Unit[axis];

    public static void Set(IAxis axis, ChartParameter parameter, PlotTheme theme, float pixels)
    {
        axis.Range.Set(0, 1);
        var ticks = new NumericManual();
        if (parameter.IsChoice)
        {
            var every = 1 + ((parameter.Options.Count - 1) / OptionsMax);
            var room = (pixels * every / parameter.Options.Count) - 12;
            for (var option = 0; option < parameter.Options.Count; option += every)
            {
                ticks.AddMajor(
                    (option + 0.5) / parameter.Options.Count,
                    PlotFont.Fit(parameter.Options[option], room, theme.TickSize));
            }
        }
        else
        {
            var (low, high) = (parameter.Position(parameter.Lower), parameter.Position(parameter.Upper));
            var values = parameter.IsLog
                ? LogTicks.Majors(low, high).Select(position => Math.Pow(10, position))
                : NiceSteps.Between(low, high, 5).Where(value => !parameter.IsInteger || double.IsInteger(value));
            foreach (var value in values)
            {
                var domainValue = parameter.Domain.Decode(value);
                ticks.AddMajor(
                    parameter.Domain.Contains(domainValue) ? parameter.Domain.ToUnit(domainValue)
                        : parameter.Fraction(value),
                    NumberText.Short(value, 3));
            }
        }

        axis.TickGenerator = ticks;
    }
}
