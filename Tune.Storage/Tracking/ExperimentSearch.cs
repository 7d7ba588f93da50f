using Tune.Engine.Portraits;
using Tune.Engine.Results;

namespace Tune.Storage.Tracking;

/// <summary>Finds experiments among all that there are.</summary>
internal static class ExperimentSearch
{
    /// <param name="all">All experiments, in the order of their names.</param>
    /// <param name="query">Which are wanted.</param>
    public static ExperimentPage Find(IEnumerable<ExperimentPortrait> all, ExperimentQuery query)
    {
        // One whose first event cannot be read has nothing to show, and is not counted.
        var found = all.Where(experiment => experiment.Spec is not null && Page.Has(query.Listed, experiment)
            && Matches(experiment, query)).ToArray();
        var page = query is { Order: ExperimentOrder.Name, Descending: false }
            ? found.Select(experiment => experiment.ToGlance()).OfType<ExperimentGlance>()
            : Sorted([.. found.Select(experiment => experiment.ToGlance()).OfType<ExperimentGlance>()], query);
        return new ExperimentPage(found.Length, [.. page.Skip(query.Skip).Take(query.Take)]);
    }

    private static bool Matches(ExperimentPortrait experiment, ExperimentQuery query) =>
        query.Where is not { } where
        || (experiment.ToSummary() is { } summary && where.Matches(new ExperimentFields(summary)));

    // Stable: they come in the order of their names.
    private static IEnumerable<ExperimentGlance> Sorted(ExperimentGlance[] glances, ExperimentQuery query) =>
        query.Order switch
        {
            ExperimentOrder.Created => glances.By(glance => glance.Created.UtcTicks, Comparer<long>.Default, query),
            ExperimentOrder.Last => glances.By(glance => glance.Last.UtcTicks, Comparer<long>.Default, query),
            ExperimentOrder.State => glances.By(glance => glance.State, StringComparer.Ordinal, query),
            ExperimentOrder.Trials => glances.By(glance => glance.Proposed, Comparer<int>.Default, query),
            ExperimentOrder.Reports => glances.By(glance => glance.Reports, Comparer<long>.Default, query),
            ExperimentOrder.Best => glances.By(glance => glance.BestValue, Comparer<double>.Default, query),
            _ => glances.By(glance => glance.Name, StringComparer.Ordinal, query),
        };

    private static IEnumerable<ExperimentGlance> By<T>(
        this ExperimentGlance[] glances, Func<ExperimentGlance, T> key, IComparer<T> comparer, ExperimentQuery query)
    {
        var first = glances.OrderBy(glance =>
            query.Order == ExperimentOrder.Best && (glance.BestTrial is null || double.IsNaN(glance.BestValue)));
        return query.Descending ? first.ThenByDescending(key, comparer) : first.ThenBy(key, comparer);
    }
}
