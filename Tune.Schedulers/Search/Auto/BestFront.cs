using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.Auto;

/// <summary>The front of several objectives, under the constraints: what no other result beats.</summary>
internal sealed class BestFront(Goals goals) : IElite
{
    private readonly List<(TrialId Trial, Worth Worth)> _front = [];

    public bool Take(TrialOutcome outcome, bool hasFailed)
    {
        _front.RemoveAll(one => one.Trial == outcome.Trial);
        var worth = new Worth(outcome.Score.Value, goals.Of(outcome.Metrics), outcome.Violation);
        if (hasFailed || !Goals.AreUsable(worth.Values) || _front.Exists(one => !IsNew(worth, one.Worth)))
        {
            return false;
        }

        _front.RemoveAll(one => worth.Against(one.Worth) > 0);
        _front.Add((outcome.Trial, worth));
        return true;
    }

    public void Carry(MemoryCarrier by) => by.List(_front, static (by, one) => (
        by.Trial(one.Trial),
        new Worth(by.Real(one.Worth.Score), by.Reals(one.Worth.Values ?? []), by.Real(one.Worth.Violation))));

    private static bool IsNew(in Worth worth, in Worth known) =>
        known.Against(worth) <= 0 && !worth.Values.AsSpan().SequenceEqual(known.Values);
}
