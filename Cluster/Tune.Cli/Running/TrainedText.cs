using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Results;

namespace Tune.Cli.Running;

/// <summary>What is said of a sweep that ended before anyone was trained to the end. The end of a run and a look at it
/// later say the same.</summary>
internal static class TrainedText
{
    /// <summary>The sentence; null where there is nothing to say.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="shortfall">How far it came, if it falls short.</param>
    /// <param name="resume">The command that goes on with it; null where nothing can.</param>
    public static string? Of(ExperimentSpec spec, Shortfall? shortfall, string? resume) => shortfall is null
        ? null
        : $"{shortfall}; more trials bring the best further" + (spec.Trials is { } trials && resume is not null
            ? string.Create(CultureInfo.InvariantCulture, $": {resume} --trials {2L * trials}")
            : "");
}
