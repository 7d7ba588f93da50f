using Tune.Engine.Results;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>
/// Whose weights the trials of a population took over last: what MLflow's clients show as the run a run belongs to. Two
/// trials may have copied from each other in turn; then the one with the lower number has no parent, so that following
/// parents ends.
/// </summary>
internal sealed class SweepParents(Served served, TimeProvider time, SemaphoreSlim one)
{
    private const int KnownMax = 16;

    // All of the journal is read for it: not more often than its length allows, nor for two at a time.
    private const long EventsMax = 2_000_000;
    private static readonly TimeSpan s_freshFor = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<int, int> s_none = [];

    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The parent of each trial that has one; none where trials do not copy, or the journal is longer than
    /// 2,000,000 events.</summary>
    public async Task<IReadOnlyDictionary<int, int>> OfAsync(string sweep, CancellationToken cancellation)
    {
        var glance = await served.GlanceAsync(sweep, cancellation);
        if (glance.Position > EventsMax
            || !(await served.FindAsync(sweep, cancellation)).Spec.Scheduler.IsPopulation())
        {
            return s_none;
        }

        await one.WaitAsync(cancellation);
        try
        {
            var (now, journal) = (time.GetUtcNow().UtcDateTime, Forms.JournalOf(glance));
            if (_known.TryGetValue(sweep, out var known) && known.Journal == journal
                && (known.Position == glance.Position || now - known.At < s_freshFor))
            {
                return known.Parents;
            }

            if (_known.Count >= KnownMax)
            {
                _known.Clear();
            }

            var segments = await TrialSegments.OfAsync(served.Store.ReadJournalAsync(sweep, 0, cancellation));
            var donors = segments
                .Select(pair => (
                    pair.Key.Number, pair.Value.LastOrDefault(each => each.Donor is not null)?.Donor))
                .Where(each => each.Donor is not null)
                .ToDictionary(each => each.Number, each => each.Donor!.Value.Number);
            var parents = WithoutLoops(donors);
            _known[sweep] = new Known(parents, journal, glance.Position, now);
            return parents;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The same without those of which one comes back to oneself.</summary>
    /// <param name="donors">Whom each one copied from last.</param>
    public static IReadOnlyDictionary<int, int> WithoutLoops(IReadOnlyDictionary<int, int> donors)
    {
        var parents = new Dictionary<int, int>(donors);
        foreach (var trial in donors.Keys.Order())
        {
            var at = trial;
            for (var steps = 0; steps <= donors.Count && parents.TryGetValue(at, out var parent); steps++)
            {
                at = parent;
                if (at == trial)
                {
                    parents.Remove(trial);
                    break;
                }
            }
        }

        return parents;
    }

    private sealed record Known(
        IReadOnlyDictionary<int, int> Parents, string Journal, long Position, DateTime At);
}
