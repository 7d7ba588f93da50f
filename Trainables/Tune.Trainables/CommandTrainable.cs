using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Trainables.Commands;
using Tune.Trainables.Running;

namespace Tune.Trainables;

/// <summary>A program of any language as the node runs it.</summary>
internal sealed class CommandTrainable(CommandOptions options, TimeProvider clock) : ITrainable
{
    public Task<AttemptOutcome> RunAsync(
        TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation) =>
        TrialThread.Run<AttemptOutcome>($"trial {assignment.Trial}.{assignment.Attempt}", () =>
        {
            var log = new CommandLog(channel, clock);
            var reporter = new Reporter(assignment, channel, clock, cancellation);
            var artifacts = new CommandArtifacts(assignment.Folder, channel, log, clock, cancellation);
            try
            {
                using var run = new CommandRun(options, assignment, channel, reporter, log, artifacts);
                return run.ToEnd(cancellation);
            }
            catch (Exception e)
            {
                return reporter.Left(e) ?? Failure.Of(e, log.Tail);
            }
        });
}
