using Tune.Client.Shapes;
using Tune.Engine.Results;
using Tune.Engine.Spaces;

namespace Tune.Server.Insight;

/// <summary>Parameters as axes.</summary>
internal static class Axes
{
    private const int OptionsMax = 100;
    private const int LettersMax = 100;

    /// <summary>The axis of a parameter; where its domain has no ends, the trials give them.</summary>
    public static AxisItem Of(Parameter parameter, IReadOnlyList<TrialSummary> trials)
    {
        var domain = parameter.Domain;
        var axis = new AxisItem
        {
            Name = parameter.Name, Allowed = domain.Allowed, Low = 0, High = 1, Log = false, Whole = false,
        };
        return domain switch
        {
            ListDomain list => axis with
            {
                High = list.Values.Length - 1,
                Whole = true,
                Options = list.Values.Length > OptionsMax ? null : [.. list.Values.Select(value => Cut($"{value}"))],
            },
            RealDomain real => axis with { Low = real.Low, High = real.High, Log = real.Log },
            IntegerDomain whole => axis with
            {
                Low = whole.Low, High = whole.High, Log = whole.Log && whole.Low > 0, Whole = true,
            },
            _ => Seen(axis, parameter, trials, domain is NormalDomain { Log: true }),
        };
    }

    /// <summary>A parameter's value as a number; null where it is not set or no finite number.</summary>
    public static double? Code(Parameter parameter, Configuration config) =>
        config.TryGet(parameter.Name, out var value) && parameter.Domain.Contains(value)
        && parameter.Domain.Encode(value) is var code && double.IsFinite(code) ? code : null;

    private static AxisItem Seen(AxisItem axis, Parameter parameter, IReadOnlyList<TrialSummary> trials, bool log)
    {
        double[] seen = [.. trials.Select(trial => Code(parameter, trial.Config)).OfType<double>()];
        return seen.Length == 0 ? axis : axis with
        {
            Low = seen.Min(), High = seen.Max(), Log = log && seen.Min() > 0,
        };
    }

    private static string Cut(string text) => text.Length <= LettersMax ? text : text[..(LettersMax - 1)] + "…";
}
