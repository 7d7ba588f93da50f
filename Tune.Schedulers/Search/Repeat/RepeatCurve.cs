using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Repeat;

/// <summary>What one repeat has reported, and where it stands.</summary>
internal sealed class RepeatCurve
{
    /// <summary>Its reports, in the order of their iterations.</summary>
    public List<(int Iteration, MetricSet Metrics)> Points { get; } = [];

    /// <summary>Whether it is paused or has ended.</summary>
    public bool IsAtRest { get; private set; }

    /// <summary>How it ended; null while it has not.</summary>
    public TrialStatus? End { get; private set; }

    /// <summary>Whether it was told to go on with another configuration.</summary>
    public bool IsCloned { get; private set; }

    /// <summary>Carries it in the searcher's memory.</summary>
    public void Carry(MemoryCarrier by)
    {
        by.List(Points, static (by, point) => (by.Number(point.Iteration), by.Metrics(point.Metrics)));
        IsAtRest = by.Flag(IsAtRest);
        End = by.Optional(End, static (by, status) => by.Choice(status));
        IsCloned = by.Flag(IsCloned);
    }

    public void Observe(TrialFact fact)
    {
        switch (fact)
        {
            case TrialFact.Judged judged:
                if (!judged.Seen.IsPartial)
                {
                    Points.Add((judged.Seen.Iteration, judged.Seen.Metrics));
                }

                IsCloned = IsCloned || judged.Decision is Decision.CloneFrom;
                break;
            case TrialFact.Reopened reopened:
                (IsAtRest, End) = (false, null);
                Points.RemoveAll(point => point.Iteration > reopened.Iteration);
                break;
            case TrialFact.Parked:
                IsAtRest = true;
                break;
            case TrialFact.Resumed resumed:
                IsAtRest = false;
                IsCloned = IsCloned || resumed.As is not null;
                break;
            case TrialFact.Ended ended:
                (IsAtRest, End) = (true, ended.Status);
                break;
            default:
                break;
        }
    }
}
