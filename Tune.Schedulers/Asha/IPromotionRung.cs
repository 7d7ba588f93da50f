using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Asha;

/// <summary>One rung of one bracket: every trial that came here, ranked, and those that wait here to be promoted.
/// </summary>
internal interface IPromotionRung
{
    void Record(in Observation seen);

    /// <summary>A trial that was recorded begins again.</summary>
    void Withdraw(Score score, TrialId trial);

    void Park(Score score, TrialId trial);

    /// <summary>Forgets those that wait no longer, as far as they are in the way.</summary>
    /// <param name="waiting">With which score a trial waits here; null if it does not.</param>
    void Tidy(Func<TrialId, Score?> waiting);

    /// <summary>The best waiting trial, if it is among the best floor(n / eta); otherwise null.</summary>
    TrialId? Promotable(int reductionFactor);

    void Carry(MemoryCarrier by);
}
