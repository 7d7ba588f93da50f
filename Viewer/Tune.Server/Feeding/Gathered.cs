using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;
using Tune.Server.Answers;

namespace Tune.Server.Feeding;

/// <summary>What events say about trials, from a position on: which have changed, and what they reported.</summary>
/// <param name="since">The position of the first event.</param>
internal sealed class Gathered(long since)
{
    public const int ReportsMax = 2000;
    private const int TrialsMax = 1000;
    private const long EventsMax = 50_000;
    private readonly HashSet<TrialId> _trials = [];
    private readonly List<ExperimentEvent.Reported> _reports = [];

    public long Since { get; } = since;

    /// <summary>The position after the last event.</summary>
    public long Next { get; private set; } = since;

    /// <summary>Whether it is enough for one piece; what comes goes into the next.</summary>
    public bool IsFull => _trials.Count >= TrialsMax || Next - Since >= EventsMax;

    public IReadOnlyCollection<TrialId> Trials => _trials;

    /// <summary>Whether what defines the experiment has changed.</summary>
    public bool IsRedefined { get; private set; }

    public void Add(ExperimentEvent fact)
    {
        Next++;
        if (EventSubject.TrialOf(fact) is { } trial)
        {
            _trials.Add(trial);
        }

        if (fact is ExperimentEvent.Reported report)
        {
            _reports.Add(report);
        }

        IsRedefined |= fact is ExperimentEvent.Extended;
    }

    /// <summary>The newest reports, the latest of each trial among them, in the order they came.</summary>
    public IReadOnlyList<ReportItem> Reports(out int leftOut)
    {
        var spare = Math.Max(0, ReportsMax - _trials.Count);
        var seen = new HashSet<TrialId>();
        var kept = new List<ReportItem>(Math.Min(_reports.Count, ReportsMax));
        for (var i = _reports.Count - 1; i >= 0; i--)
        {
            if (seen.Add(_reports[i].Trial) || spare-- > 0)
            {
                kept.Add(Of(_reports[i]));
            }
        }

        kept.Reverse();
        leftOut = _reports.Count - kept.Count;
        return kept;
    }

    private static ReportItem Of(ExperimentEvent.Reported report) => new()
    {
        Trial = report.Trial.Number,
        Iteration = report.Iteration,
        Metrics = Forms.Of(report.Metrics),
    };
}
