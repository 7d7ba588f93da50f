using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests.Carrying;

/// <summary>
/// A made-up experiment, fact by fact: trials report in any order, jump, lack metrics; they are paused and taken up
/// again, some as clones, fail and come back, are stopped and finish. Now and then a new trial has another
/// configuration than was suggested.
/// </summary>
internal sealed class SearcherHistory(AlgorithmContext context, ulong seed)
{
    private const int RunningMax = 5;
    private readonly KeyedRandom _random = KeyedRandom.For(seed, "test/searcher-history");
    private readonly List<Trial> _trials = [];

    private enum Phase
    {
        Running,
        Leaving,
        Parked,
        Failed,
        Over,
    }

    /// <summary>How many trials there are; the next one has this number.</summary>
    public int Trials => _trials.Count;

    /// <summary>What happens next. Where it is that a trial is added, the searcher is asked for it.</summary>
    /// <param name="suggest">Asks for the configuration of a new trial; null if there is none to be had.</param>
    public IEnumerable<TrialFact> Next(Func<TrialId, Configuration?> suggest)
    {
        var some = _trials.FindAll(trial => trial.Phase is not Phase.Over);
        if (some.Count(trial => trial.Phase is Phase.Running or Phase.Leaving) < RunningMax && Chance(0.5))
        {
            return Add(suggest);
        }

        return some.Count == 0 ? [] : Happen(some[_random.NextInt(some.Count)]);
    }

    private IEnumerable<TrialFact> Add(Func<TrialId, Configuration?> suggest)
    {
        var id = new TrialId(_trials.Count);
        var config = id.Number < context.GivenPoints || Chance(0.1)
            ? context.Space.Sample(KeyedRandom.For(seed, "test/other", id.Number))
            : suggest(id);
        if (config is null)
        {
            return [];
        }

        _trials.Add(new Trial(id, config));
        return [new TrialFact.Added(id, config)];
    }

    private IEnumerable<TrialFact> Happen(Trial trial) => trial.Phase switch
    {
        Phase.Running => Chance(0.15) ? [End(trial, Chance(0.5) ? TrialStatus.Completed : TrialStatus.Errored)]
            : [Report(trial)],
        Phase.Leaving => [Leave(trial)],
        Phase.Parked => Chance(0.2) ? [End(trial, TrialStatus.Stopped)] : [Resume(trial)],
        _ => Chance(0.5) ? [Reopen(trial)] : [],
    };

    private TrialFact.Judged Report(Trial trial)
    {
        trial.Iteration += Chance(0.8) ? 1 : 1 + _random.NextInt(4);
        trial.Decision = _random.NextInt(12) switch
        {
            < 6 => Decision.Continue.Instance,
            < 8 => Decision.Pause.Instance,
            8 => new Decision.Stop(StopReason.Culled, "culled"),
            9 => new Decision.Stop(StopReason.BudgetUsed, "done"),
            10 => new Decision.Stop(StopReason.Rule, "a rule"),
            _ => Clone(trial),
        };
        trial.Phase = trial.Decision is Decision.Pause or Decision.Stop ? Phase.Leaving : Phase.Running;
        return new TrialFact.Judged(Seen(trial), trial.Decision);
    }

    private Decision.CloneFrom Clone(Trial trial)
    {
        trial.Config = context.Space.Sample(_random);
        return new Decision.CloneFrom(_trials[_random.NextInt(_trials.Count)].Id, Checkpoint(trial), trial.Config);
    }

    // Few values, so that ties are frequent; exact in binary. A report may lack a metric, or hold one that is NaN.
    private Observation Seen(Trial trial)
    {
        var metrics = MetricSet.Of([.. context.Objectives.Select(objective => objective.Metric)
            .Concat(context.Constraints.Select(constraint => constraint.Metric)).Distinct()
            .Where(_ => !Chance(0.04))
            .Select(name => new MetricValue(name, Chance(0.04) ? double.NaN : _random.NextInt(24) / 4.0))]);
        return new Observation(
            trial.Id, trial.Iteration, context.Objective.ScoreOf(metrics), metrics,
            Chance(0.5) ? Checkpoint(trial) : null)
        {
            Violation = MetricConstraint.Total(context.Constraints, metrics),
            IsPartial = context.Objectives.Any(objective => !metrics.TryGet(objective.Metric, out _)),
        };
    }

    private TrialFact Leave(Trial trial)
    {
        if (trial.Decision is Decision.Stop stop)
        {
            return End(trial, stop.Reason == StopReason.BudgetUsed ? TrialStatus.Completed : TrialStatus.Stopped);
        }

        trial.Phase = Phase.Parked;
        return new TrialFact.Parked(trial.Id, trial.Iteration, Chance(0.5) ? Checkpoint(trial) : null);
    }

    private TrialFact.Resumed Resume(Trial trial)
    {
        trial.Phase = Phase.Running;
        return new TrialFact.Resumed(trial.Id, Chance(0.2) ? Clone(trial) : null);
    }

    private TrialFact.Reopened Reopen(Trial trial)
    {
        (trial.Phase, trial.Iteration) = (Phase.Running, _random.NextInt(trial.Iteration + 1));
        return new TrialFact.Reopened(trial.Id, trial.Config, trial.Iteration);
    }

    private static TrialFact.Ended End(Trial trial, TrialStatus status)
    {
        trial.Phase = status == TrialStatus.Errored ? Phase.Failed : Phase.Over;
        return new TrialFact.Ended(trial.Id, status);
    }

    private static CheckpointRef Checkpoint(Trial trial) =>
        new($"{trial.Id.Number:x32}{trial.Iteration:x32}", 1, trial.Iteration);

    private bool Chance(double probability) => _random.NextUnit() < probability;

    private sealed class Trial(TrialId id, Configuration config)
    {
        public TrialId Id { get; } = id;

        public Configuration Config { get; set; } = config;

        public Phase Phase { get; set; }

        public int Iteration { get; set; }

        public Decision Decision { get; set; } = Decision.Continue.Instance;
    }
}
