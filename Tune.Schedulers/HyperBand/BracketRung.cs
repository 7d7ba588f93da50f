using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.HyperBand;

/// <summary>One rung of one bracket: who came here, who of them waits, and how many have gone beyond.</summary>
internal abstract class BracketRung
{
    /// <summary>Trials on their way here, or here and not yet safely parked.</summary>
    public int Coming { get; set; }

    /// <summary>Trials that have gone beyond: resumed from here, or seen higher up without having been here.</summary>
    public int Beyond { get; set; }

    /// <summary>The best of those that wait here.</summary>
    public abstract TrialId? Best { get; }

    /// <summary>Those that wait here, best first.</summary>
    public abstract IEnumerable<TrialId> Waiting { get; }

    /// <summary>A rung of an experiment.</summary>
    /// <param name="goals">Its objectives, where one score does not say which of two results is better.</param>
    public static BracketRung Of(Goals? goals) => goals is null ? new ScoreRung() : new ParetoRung(goals);

    public abstract void Record(in Observation seen);

    /// <summary>A trial that was recorded begins again.</summary>
    public abstract void Withdraw(Score score, TrialId trial);

    /// <summary>How many that came here before are better, and stay so.</summary>
    public abstract int Better(in Observation seen);

    public abstract void Park(Score score, TrialId trial);

    public abstract void Unpark(Score score, TrialId trial);

    public virtual void Carry(MemoryCarrier by)
    {
        Coming = by.Number(Coming);
        Beyond = by.Number(Beyond);
    }
}
