using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Trainables;

/// <summary>A function as the node runs it.</summary>
/// <param name="run">Runs the function within an attempt.</param>
/// <param name="clock">For the intervals between checkpoints.</param>
internal sealed class FunctionTrainable(
    Func<AttemptRun, Task<AttemptOutcome>> run, TimeProvider clock) : ITrainable
{
    public async Task<AttemptOutcome> RunAsync(
        TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation)
    {
        using var attempt = new AttemptRun(assignment, channel, clock, cancellation);
        return await run(attempt).ConfigureAwait(false);
    }
}
