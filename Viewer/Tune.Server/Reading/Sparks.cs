using Tune.Client.Shapes;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>How the best results came about: kept while the experiments stand still, and made anew for one that goes on
/// no more often than costs a twentieth of the time.</summary>
internal sealed class Sparks(Served served, TimeProvider time, SemaphoreSlim one)
{
    /// <summary>So many values at most: a line is that many pixels wide, or two or three times.</summary>
    public const int ValuesMax = 40;

    private const int PageSize = 5_000;
    private const int TrialsMax = 100_000;
    private const int KnownMax = 5_000;
    private const int RestFor = 20;

    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>That of one experiment; null if there is none of that name.</summary>
    public async Task<SparkItem?> FindAsync(string experiment, CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            if (await served.Store.Tracking.GlanceAsync(experiment, cancellation) is not { } glance)
            {
                return null;
            }

            var journal = Forms.JournalOf(glance);
            if (_known.TryGetValue(experiment, out var known) && known.Item.Journal == journal
                && (known.Item.Position >= glance.Position || time.GetElapsedTime(known.At) < RestFor * known.Took))
            {
                return known.Item;
            }

            var began = time.GetTimestamp();
            var item = new SparkItem
            {
                Experiment = experiment,
                Journal = journal,
                Position = glance.Position,
                Values = Thinned(await ValuesAsync(glance, cancellation)),
            };
            if (_known.Count >= KnownMax)
            {
                _known.Clear();
            }

            _known[experiment] = new Known(item, time.GetTimestamp(), time.GetElapsedTime(began));
            return item;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<List<double>> ValuesAsync(ExperimentGlance glance, CancellationToken cancellation)
    {
        var best = new List<double>();
        if (glance.BestTrial is not { } trial)
        {
            return best;
        }

        // The members of a population all train to the end: what grows is not along their numbers.
        var summary = await served.Store.Tracking.FindAsync(glance.Name, cancellation);
        if (summary?.Spec.Scheduler.IsPopulation() == true)
        {
            foreach (var point in await served.Store.Tracking.CurveAsync(
                glance.Name, trial, glance.Objective.Metric, 10 * ValuesMax, cancellation))
            {
                Add(best, glance.Objective, point.Value);
            }

            return best;
        }

        for (var skip = 0; skip < Math.Min(glance.Proposed, TrialsMax); skip += PageSize)
        {
            var page = await served.Store.Tracking.TrialsAsync(
                glance.Name, new TrialQuery { Skip = skip, Take = PageSize }, cancellation);
            foreach (var each in page.Trials)
            {
                Add(best, glance.Objective, glance.Objective.ValueOf(each.BestScore));
            }
        }

        return best;
    }

    private static void Add(List<double> best, Objective objective, double value)
    {
        if (double.IsFinite(value))
        {
            best.Add(best.Count == 0 ? value
                : objective.Mode == Mode.Min ? Math.Min(best[^1], value) : Math.Max(best[^1], value));
        }
    }

    private static List<double> Thinned(List<double> values) => values.Count <= ValuesMax ? values :
        [.. Enumerable.Range(0, ValuesMax).Select(i => values[(int)((long)i * (values.Count - 1) / (ValuesMax - 1))])];

    private readonly record struct Known(SparkItem Item, long At, TimeSpan Took);
}
