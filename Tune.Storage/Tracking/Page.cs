using Tune.Engine.Portraits;
using Tune.Engine.Results;

namespace Tune.Storage.Tracking;

/// <summary>The bounds of questions.</summary>
internal static class Page
{
    public const int TakeMax = 10_000;
    private const int PointsLeast = 2;

    public static void Check(int skip, int take)
    {
        if (skip < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(skip), skip, "skip must be 0 or more.");
        }

        if (take is < 1 or > TakeMax)
        {
            throw new ArgumentOutOfRangeException(nameof(take), take, $"take must be 1 to {TakeMax:N0}.");
        }
    }

    /// <summary>Whether a list of experiments has one of them.</summary>
    public static bool Has(Listed listed, ExperimentPortrait experiment) => listed switch
    {
        Listed.Kept => experiment.Deleted is null,
        Listed.Deleted => experiment.Deleted is not null,
        _ => true,
    };

    public static void Check(TrialQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(query.Skip, query.Take);
        if (query.Trials.Length > TrialQuery.TakeMax)
        {
            throw new ArgumentException($"Trials must be at most {TrialQuery.TakeMax:N0}.", nameof(query));
        }

        var isNamed = query.Order.Kind is TrialOrderKind.Metric or TrialOrderKind.Parameter;
        if (isNamed && string.IsNullOrEmpty(query.Order.Name))
        {
            throw new ArgumentException(
                $"Order is by {query.Order.Kind} and has no Name; say which.", nameof(query));
        }

        if (query.Metrics.Any(bounds => double.IsNaN(bounds.Least) || double.IsNaN(bounds.Most))
            || query.Parameters.Any(match => match.Least is double.NaN || match.Most is double.NaN))
        {
            throw new ArgumentException("A bound is NaN; it must be a number.", nameof(query));
        }
    }

    public static void Check(CurveQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.PointsMax < PointsLeast)
        {
            throw new ArgumentOutOfRangeException(
                nameof(query), query.PointsMax, "PointsMax must be 2 or more.");
        }

        if (query.Trials.IsDefaultOrEmpty || query.Metrics.IsDefaultOrEmpty
            || (long)query.Trials.Length * query.Metrics.Length > TakeMax)
        {
            throw new ArgumentException(
                $"Trials times Metrics must be 1 to {TakeMax:N0} curves.", nameof(query));
        }

        if (query.FromIteration > query.ToIteration)
        {
            throw new ArgumentException(
                $"FromIteration is {query.FromIteration} and ToIteration {query.ToIteration}; the first must not be "
                + "larger.", nameof(query));
        }
    }
}
