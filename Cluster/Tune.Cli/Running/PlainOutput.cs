using System.Globalization;
using Tune.Cli.Output;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;
using Tune.Hosting.Json;
using Tune.Hosting.Observing;

namespace Tune.Cli.Running;

/// <summary>One plain line per change of state, for logs and pipes: no control codes, no progress bar.</summary>
internal sealed class PlainOutput(TextWriter output, bool quiet, TimeProvider clock) : IRunOutput
{
    // While values get better with every report, each of them is not worth a line; the last is said at the end.
    private static readonly TimeSpan BestEvery = TimeSpan.FromSeconds(10);

    // A sweep of hundreds of trials is not told trial by trial: after so many lines it is told how far it has come.
    private const int LinesMax = 100;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    public void Started(RunHeading heading, SweepSnapshot before)
    {
        foreach (var line in RunText.Start(heading, before))
        {
            output.WriteLine(line);
        }
    }

    public async Task FollowAsync(SweepView view, IAsyncEnumerable<IReadOnlyList<ExperimentEvent>> news)
    {
        var best = RankOf(view.Before);
        long? said = null;
        var (told, progress) = (0, clock.GetTimestamp());
        await foreach (var batch in news)
        {
            if (quiet)
            {
                continue;
            }

            foreach (var (fact, line) in batch.Select(fact => (fact, Line(fact))))
            {
                if (line is not null && (IsTrouble(fact) || told++ < LinesMax))
                {
                    output.WriteLine(line);
                }
            }

            var snapshot = view.Snapshot();
            if (told > LinesMax && clock.GetElapsedTime(progress) >= ProgressEvery)
            {
                progress = clock.GetTimestamp();
                output.WriteLine($"trials: {RunText.Counts(snapshot)}");
            }

            if (RankOf(snapshot) is var now && now > best
                && (said is not { } since || clock.GetElapsedTime(since) >= BestEvery))
            {
                (best, said) = (now, clock.GetTimestamp());
                output.WriteLine($"new best: {RunText.Best(snapshot)}");
            }
        }
    }

    public void Notice(string message) => output.WriteLine(message);

    public void Ended(RunHeading heading, SweepSnapshot end, TimeSpan elapsed, IReadOnlyList<string> pictures)
    {
        foreach (var line in RunText.End(heading, end, elapsed, pictures))
        {
            output.WriteLine(line);
        }
    }

    // Where reports refine one estimate, what has been trained longer is better at a lower score, too.
    private static ResultRank RankOf(SweepSnapshot at) => at is { Best: { } best, Spec: { } spec }
        ? spec.Objective.RankOf(best.Iteration, best.Score)
        : default;

    private static string Slots(ExperimentEvent.AttemptStarted started) => started.Where.Width == 1
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", {started.Where.Width} slots");

    private static bool IsTrouble(ExperimentEvent fact) => fact
        is ExperimentEvent.CheckpointLost or ExperimentEvent.Paused
        or ExperimentEvent.AttemptEnded { Outcome: AttemptOutcome.Failed or AttemptOutcome.Lost }
        or ExperimentEvent.TrialEnded { Status: TrialStatus.Errored };

    private static string? Line(ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.TrialProposed e => $"trial {e.Trial} new: {RunText.Config(e.Config)}",
        ExperimentEvent.AttemptStarted { From: { } from } e => string.Create(
            CultureInfo.InvariantCulture,
            $"trial {e.Trial} goes on from iteration {from.Iteration} (attempt {e.Attempt}{Slots(e)})"),
        ExperimentEvent.AttemptStarted { Attempt.Number: > 1 } e =>
            $"trial {e.Trial} starts again (attempt {e.Attempt})",
        ExperimentEvent.Decided { Decision: Decision.Pause } e => string.Create(
            CultureInfo.InvariantCulture, $"trial {e.Trial} paused at iteration {e.Iteration}"),
        ExperimentEvent.Decided { Decision: Decision.CloneFrom } e =>
            $"trial {e.Trial} clones: {DecisionText.Why(e.Decision)}",
        ExperimentEvent.CheckpointLost e => $"trial {e.Trial} lost a checkpoint: {e.Why}",
        ExperimentEvent.AttemptEnded { Outcome: AttemptOutcome.Failed failed } e =>
            $"trial {e.Trial} broke (attempt {e.Attempt}): {RunText.Failure(failed)}",
        ExperimentEvent.AttemptEnded { Outcome: AttemptOutcome.Lost lost } e =>
            $"trial {e.Trial} lost (attempt {e.Attempt}): {lost.Why}",
        ExperimentEvent.TrialEnded e =>
            $"trial {e.Trial} {e.Status.ToString().ToLowerInvariant()}: {e.Why}",
        ExperimentEvent.TrialReopened { From: { } from } e => string.Create(
            CultureInfo.InvariantCulture,
            $"trial {e.Trial} may run again, from iteration {from.Iteration}"),
        ExperimentEvent.TrialReopened e => $"trial {e.Trial} may run again, from nothing",
        ExperimentEvent.Acted e => $"by hand: {ActText.Of(e)}",
        ExperimentEvent.Paused => "paused by the user",
        _ => null,
    };
}
