using Tune.Engine.Metrics;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.HyperBand;

/// <summary>One rung of one bracket: who came here, who of them waits, and how many have gone beyond.</summary>
internal sealed class BracketRung
{
    private readonly RankTree<Standing> _came = new();
    private readonly SortedSet<Standing> _waiting = [];

    /// <summary>Trials on their way here, or here and not yet safely parked.</summary>
    public int Coming { get; set; }

    /// <summary>Trials that have gone beyond: resumed from here, or seen higher up without having been here.</summary>
    public int Beyond { get; set; }

    /// <summary>The best of those that wait here.</summary>
    public TrialId? Best => _waiting.Count > 0 ? _waiting.Min.Trial : null;

    /// <summary>Those that wait here, best first.</summary>
    public IEnumerable<TrialId> Waiting => _waiting.Select(standing => standing.Trial);

    public void Record(Score score, TrialId trial)
    {
        if (!score.IsWorst)
        {
            _came.Add(new Standing(score, trial));
        }
    }

    /// <summary>How many that came here before are better.</summary>
    public int Better(Score score, TrialId trial) => _came.CountBelow(new Standing(score, trial));

    public void Park(Score score, TrialId trial) => _waiting.Add(new Standing(score, trial));

    public void Unpark(Score score, TrialId trial) => _waiting.Remove(new Standing(score, trial));
}
