using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Stopping;

internal abstract class CombinedStopper(Stopper[] parts) : Stopper
{
    protected Stopper[] Parts => parts;

    public override void Observe(in Observation seen)
    {
        foreach (var part in parts)
        {
            part.Observe(seen);
        }
    }

    public override void Forget(TrialId trial)
    {
        foreach (var part in parts)
        {
            part.Forget(trial);
        }
    }

    public override void Carry(MemoryCarrier by)
    {
        foreach (var part in parts)
        {
            part.Carry(by);
        }
    }
}

internal sealed class AnyStopper(Stopper[] parts) : CombinedStopper(parts)
{
    protected override string Why => "any of several rules";

    public override StopSignal Judge(in Observation seen, TimeSpan trialActive)
    {
        var widest = default(StopSignal);
        foreach (var part in Parts)
        {
            var signal = part.Judge(seen, trialActive);
            widest = signal.Scope > widest.Scope ? signal : widest;
        }

        return widest;
    }

    public override int NextMilestone(int iteration) => Parts.Min(part => part.NextMilestone(iteration));

    public override bool IsOverdue(TimeSpan trialActive) => Parts.Any(part => part.IsOverdue(trialActive));
}

internal sealed class AllStopper(Stopper[] parts) : CombinedStopper(parts)
{
    protected override string Why => "all of several rules together";

    public override StopSignal Judge(in Observation seen, TimeSpan trialActive)
    {
        var narrowest = StopScope.Experiment;
        foreach (var part in Parts)
        {
            var scope = part.Judge(seen, trialActive).Scope;
            narrowest = scope < narrowest ? scope : narrowest;
        }

        return new StopSignal(narrowest, Why, IsBudget: false);
    }

    // Not before the last of them may fire.
    public override int NextMilestone(int iteration) => Parts.Max(part => part.NextMilestone(iteration));

    public override bool IsOverdue(TimeSpan trialActive) => Parts.All(part => part.IsOverdue(trialActive));
}
