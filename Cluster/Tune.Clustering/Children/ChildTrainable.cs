using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Children;

/// <summary>Training code in another process, looking as if it were in this one.</summary>
internal sealed class ChildTrainable(ChildSlot slot, string name, ChildLimits limits, string? logFolder) : ITrainable
{
    public Task<AttemptOutcome> RunAsync(
        TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation)
    {
        var log = logFolder is null
            ? null
            : Path.Combine(logFolder, $"{assignment.Trial}-{assignment.Attempt}.log");
        return slot.RunAsync(new ChildOrder(name, assignment, limits, log), channel, cancellation);
    }
}
