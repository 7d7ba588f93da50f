using System.Globalization;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests;

/// <summary>A scheduler under test together with the facts it would be told by the engine.</summary>
internal sealed class SchedulerTable
{
    private readonly IScheduler _scheduler;
    private readonly HashSet<int> _added = [];

    public SchedulerTable(SchedulerOptions options, ulong seed = 7, Mode mode = Mode.Max) =>
        _scheduler = options.Create(SomeContext.With(seed, mode: mode));

    public SchedulerTable(SchedulerOptions options, AlgorithmContext context) => _scheduler = options.Create(context);

    /// <summary>Reports, records what was decided, and carries it out.</summary>
    /// <param name="trial">Its number; a new one is added first.</param>
    /// <param name="iteration">Where it is.</param>
    /// <param name="score">Larger is better; NaN for not measured.</param>
    public Decision Report(int trial, int iteration, double score)
    {
        if (_added.Add(trial))
        {
            _scheduler.Observe(SomeContext.Added(trial));
        }

        var seen = SomeContext.Seen(trial, iteration, score);
        var decision = _scheduler.Judge(seen);
        _scheduler.Observe(new TrialFact.Judged(seen, decision));
        switch (decision)
        {
            case Decision.Pause:
                _scheduler.Observe(new TrialFact.Parked(seen.Trial, iteration));
                break;
            case Decision.Stop stop:
                End(trial, stop.Reason == StopReason.BudgetUsed ? TrialStatus.Completed : TrialStatus.Stopped);
                break;
            default:
                break;
        }

        return decision;
    }

    /// <summary>The decisions for one report each of trials 0, 1, 2 …, as letters: Continue, Pause, Stop.</summary>
    public string Reports(int iteration, params double[] scores) =>
        string.Concat(scores.Select((score, trial) => Report(trial, iteration, score).GetType().Name[0]));

    public void End(int trial, TrialStatus status) =>
        _scheduler.Observe(new TrialFact.Ended(new TrialId(trial), status));

    public void Reopen(int trial) =>
        _scheduler.Observe(new TrialFact.Reopened(new TrialId(trial), Configuration.Empty, Iteration: 0));

    public void Resume(int trial) => _scheduler.Observe(new TrialFact.Resumed(new TrialId(trial)));

    /// <summary>A free slot; a resumption is carried out.</summary>
    public string Fill(bool mayStartNew = true)
    {
        var proposal = _scheduler.Propose(mayStartNew);
        if (proposal is Proposal.Resume resume)
        {
            _scheduler.Observe(new TrialFact.Resumed(resume.Trial));
            return resume.Trial.Number.ToString(CultureInfo.InvariantCulture);
        }

        return proposal.GetType().Name;
    }

    /// <summary>Fills slots until the answer is no resumption.</summary>
    public string FillAll(bool mayStartNew = true)
    {
        var filled = new List<string>();
        do
        {
            filled.Add(Fill(mayStartNew));
        }
        while (int.TryParse(filled[^1], CultureInfo.InvariantCulture, out _));

        return string.Join(' ', filled);
    }

    public int Milestone(int trial, int iteration) => _scheduler.NextMilestone(new TrialId(trial), iteration);
}
