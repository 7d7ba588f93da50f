using System.Globalization;
using Tune.Engine.Experiments;

namespace Tune.Cli.Running;

/// <summary>What is said of a sweep that ended before anyone was trained to the end: a scheduler that promotes needs
/// more trials at each rung than it lets on. The end of a run and a look at it later say the same.</summary>
internal static class TrainedText
{
    /// <summary>The sentence; null where there is nothing to say.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="status">Where it stands.</param>
    /// <param name="completed">How many trials came to their end by themselves.</param>
    /// <param name="longest">The highest iteration that a trial came to.</param>
    /// <param name="resume">The command that goes on with it.</param>
    public static string? Of(ExperimentSpec spec, ExperimentStatus status, int completed, int longest, string resume) =>
        status == ExperimentStatus.Finished && completed == 0 && spec.Scheduler.RungLevels() is { Count: > 0 } levels
            && longest > 0 && longest < levels[^1]
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"no trial was trained to the end: the longest came to iteration {longest} of {levels[^1]}; ")
                + (spec.Trials is { } trials
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"more trials bring the best further: {resume} --trials {2L * trials}")
                    : "more trials bring the best further")
            : null;
}
