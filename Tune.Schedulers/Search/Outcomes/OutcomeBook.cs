using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Search.Outcomes;

/// <summary>
/// Turns the facts of an experiment into one outcome per trial, given when it first comes to rest: when it ends, or is
/// paused. A trial that is taken up again later gives another outcome then: with its best report so far, or, if it has
/// failed for good, without a usable score whatever it had reported. One that failed and is given another chance
/// gives a new outcome when it comes to rest again, which takes the place of the failure. Where reports refine one
/// estimate, its last report stands for a trial, however good an earlier one was.
/// </summary>
internal sealed class OutcomeBook(AlgorithmContext context)
{
    private readonly bool _lastCounts = LastReport.Counts(context);
    private readonly Dictionary<TrialId, Entry> _open = [];

    /// <summary>Trials that have neither ended nor been paused, with what they try.</summary>
    public IEnumerable<(TrialId Trial, Configuration Config)> Running => _open
        .Where(pair => !pair.Value.AtRest)
        .OrderBy(pair => pair.Key.Number)
        .Select(pair => (pair.Key, pair.Value.Config));

    /// <summary>Takes a fact in.</summary>
    /// <returns>The outcome of the fact's trial, if it came to rest with this fact.</returns>
    public TrialOutcome? Observe(TrialFact fact)
    {
        switch (fact)
        {
            case TrialFact.Added added:
                _open[added.Trial] = new Entry(added.Config);
                return null;
            case TrialFact.Reopened reopened:
                _open[reopened.Trial] = new Entry(reopened.Config);
                return null;
            case TrialFact.Judged judged when _open.TryGetValue(fact.Trial, out var entry):
                entry.Take(judged.Seen, _lastCounts);
                if (judged.Decision is Decision.CloneFrom clone)
                {
                    entry.Config = clone.Config;
                }

                return null;
            case TrialFact.Parked when _open.TryGetValue(fact.Trial, out var entry):
                entry.AtRest = true;
                return entry.Close(fact.Trial, isWhole: false);
            case TrialFact.Resumed when _open.TryGetValue(fact.Trial, out var entry):
                entry.AtRest = false;
                return null;
            case TrialFact.Ended ended when _open.Remove(fact.Trial, out var entry):
                return ended.Status == TrialStatus.Errored
                    ? entry.Fail(fact.Trial)
                    : entry.Close(fact.Trial, ended.Status == TrialStatus.Completed);
            default:
                return null;
        }
    }

    /// <summary>Carries what is known of trials that may still come to rest.</summary>
    public void Carry(MemoryCarrier by) => by.Map(
        _open, static (by, trial) => by.Trial(trial), static (by, entry) => Entry.Carry(by, entry));

    private sealed class Entry(Configuration config)
    {
        private Score _score;
        private double _violation = double.PositiveInfinity;
        private int _iteration;
        private MetricSet _metrics = MetricSet.Empty;

        public Configuration Config { get; set; } = config;

        public bool AtRest { get; set; }

        public static Entry Carry(MemoryCarrier by, Entry? one)
        {
            var config = by.Config(one?.Config!);
            one ??= new Entry(config);
            (one._score, one._violation) = (by.Score(one._score), by.Real(one._violation));
            (one._iteration, one._metrics) = (by.Number(one._iteration), by.Metrics(one._metrics));
            one.AtRest = by.Flag(one.AtRest);
            return one;
        }

        public void Take(in Observation seen, bool lastCounts)
        {
            _iteration = seen.Iteration;
            if (seen.IsPartial)
            {
                return;
            }

            _metrics = seen.Metrics;
            if (lastCounts || seen.Violation < _violation
                || (seen.Violation == _violation && seen.Score > _score))
            {
                (_violation, _score) = (seen.Violation, seen.Score);
            }
        }

        public TrialOutcome Close(TrialId trial, bool isWhole) =>
            new(trial, Config, _score, _violation, _iteration, isWhole, _metrics);

        // What it had reported before would lead back to where it broke.
        public TrialOutcome Fail(TrialId trial) =>
            new(trial, Config, Score.Worst, double.PositiveInfinity, _iteration, false, MetricSet.Empty)
            {
                HasFailed = true,
            };
    }
}
