using System.Globalization;
using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.Pbt;

/// <summary>A population driven by hand. Every question is followed by the fact that it has been acted on.</summary>
internal sealed class PbtTable
{
    private readonly IScheduler _scheduler;
    private readonly Dictionary<int, Configuration> _configs = [];
    private readonly Dictionary<int, CheckpointRef?> _saved = [];
    private readonly Dictionary<int, int> _at = [];

    public PbtTable(SchedulerOptions options, int population, SearchSpace? space = null, ulong seed = 7)
    {
        Space = space ?? SomeContext.Space;
        var context = SomeContext.With(seed, Space, trials: population);
        Assert.That(options.Problems(context), Is.Empty);
        _scheduler = options.Create(context);
    }

    public SearchSpace Space { get; }

    public static PbtOptions Options { get; } = new() { MaxIterations = 100, Interval = 10 };

    /// <summary>A population of which every trial has begun.</summary>
    public static PbtTable Of(SchedulerOptions options, int population, SearchSpace? space = null, ulong seed = 7) =>
        new PbtTable(options, population, space, seed).Begin(population);

    public static CheckpointRef Checkpoint(int trial, int iteration) =>
        new($"{trial:x32}{iteration:x32}", 1, iteration);

    /// <summary>So many more trials begin, each with a configuration of its own.</summary>
    public PbtTable Begin(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var trial = _configs.Count;
            _configs[trial] = Space.FromUnit(
                [.. Enumerable.Repeat(0.05 + (0.9 * trial / 20), Space.Dimensions)]);
            _scheduler.Observe(new TrialFact.Added(new TrialId(trial), _configs[trial]));
        }

        return this;
    }

    public Configuration Config(int trial) => _configs[trial];

    /// <summary>A trial reports; a dot for Continue, P for Pause, S for Stop, the donor's number for a clone.</summary>
    public string Report(int trial, int iteration, double score, bool saves = true, double violation = 0)
    {
        var decision = Judge(trial, iteration, score, saves, violation);
        var seen = Seen(trial, iteration, score, saves, violation);
        _scheduler.Observe(new TrialFact.Judged(seen, decision));
        (_at[trial], _saved[trial]) = (iteration, seen.Checkpoint);
        Become(trial, decision as Decision.CloneFrom);
        return decision switch
        {
            Decision.Continue => ".",
            Decision.Pause => "P",
            Decision.CloneFrom clone => $"{clone.Donor}",
            _ => "S",
        };
    }

    /// <summary>Trials 0, 1, 2 and so on report, in this order.</summary>
    public string Reports(int iteration, params double[] scores) =>
        string.Concat(scores.Select((score, trial) => Report(trial, iteration, score)));

    public Decision Judge(int trial, int iteration, double score, bool saves = true, double violation = 0)
    {
        var seen = Seen(trial, iteration, score, saves, violation);
        var decision = _scheduler.Judge(seen);
        Assert.That(_scheduler.Judge(seen), Is.EqualTo(decision), "asked twice");
        return decision;
    }

    public PbtTable Park(params int[] trials)
    {
        foreach (var trial in trials)
        {
            _scheduler.Observe(new TrialFact.Parked(
                new TrialId(trial), _at[trial], _saved[trial] ?? Checkpoint(trial, _at[trial])));
        }

        return this;
    }

    public PbtTable End(int trial, TrialStatus status = TrialStatus.Completed)
    {
        _scheduler.Observe(new TrialFact.Ended(new TrialId(trial), status));
        return this;
    }

    /// <summary>A free slot: what goes there, for example <c>2</c> or <c>2 as 0</c>, or wait, exhausted or
    /// new.</summary>
    public string Fill(bool mayStartNew = false)
    {
        var proposal = _scheduler.Propose(mayStartNew);
        Assert.That(_scheduler.Propose(mayStartNew), Is.EqualTo(proposal), "asked twice");
        if (proposal is not Proposal.Resume resume)
        {
            return proposal.GetType().Name.ToLower(CultureInfo.InvariantCulture);
        }

        _scheduler.Observe(new TrialFact.Resumed(resume.Trial, resume.As));
        Become(resume.Trial.Number, resume.As);
        return resume.As is null ? $"{resume.Trial}" : $"{resume.Trial} as {resume.As.Donor}";
    }

    /// <summary>Fills slots as long as there is something to resume.</summary>
    public string FillAll()
    {
        var filled = new List<string>();
        do
        {
            filled.Add(Fill());
        }
        while (filled[^1] is not ("wait" or "exhausted"));

        return string.Join(", ", filled);
    }

    public int Milestone(int trial, int iteration) => _scheduler.NextMilestone(new TrialId(trial), iteration);

    public IEnumerable<string> Wanted() => _scheduler.Wanted();

    private static Observation Seen(int trial, int iteration, double score, bool saves, double violation) =>
        SomeContext.Seen(trial, iteration, score) with
        {
            Checkpoint = saves ? Checkpoint(trial, iteration) : null,
            Violation = violation,
        };

    private void Become(int trial, Decision.CloneFrom? clone)
    {
        if (clone is not null)
        {
            Assert.That(Space.Contains(clone.Config, out var why), why);
            (_configs[trial], _at[trial]) = (clone.Config, clone.Checkpoint.Iteration);
        }
    }
}
