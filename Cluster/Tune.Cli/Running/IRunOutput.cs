using Tune.Engine.Experiments;
using Tune.Hosting.Observing;

namespace Tune.Cli.Running;

/// <summary>How a running sweep is shown: as JSON lines, as plain lines, or as one screen that rewrites
/// itself.</summary>
internal interface IRunOutput
{
    /// <summary>The three lines at the start.</summary>
    void Started(RunHeading heading, SweepSnapshot before);

    /// <summary>Shows what happens until there is no more.</summary>
    /// <param name="view">The picture, which shows each batch when it comes.</param>
    /// <param name="news">Batches of events.</param>
    Task FollowAsync(SweepView view, IAsyncEnumerable<IReadOnlyList<ExperimentEvent>> news);

    /// <summary>One sentence that cannot wait; from any thread.</summary>
    void Notice(string message);

    /// <summary>The end.</summary>
    void Ended(RunHeading heading, SweepSnapshot end, TimeSpan elapsed, IReadOnlyList<string> pictures);
}

/// <summary>What is said at the start and repeated at the end.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Store">Where it is kept.</param>
/// <param name="Slots">How many trials run at once.</param>
/// <param name="ResumeCommand">The command line that goes on with it; null where the store ends with the
/// program.</param>
/// <param name="ShowCommand">The command line that shows it from another terminal; null where none can.</param>
/// <param name="Viewer">The link to its page, which logs a browser in once; null where no viewer is served.</param>
/// <param name="ViewCommand">The command line that serves its page again once this program has ended; null where
/// nothing can.</param>
internal sealed record RunHeading(
    string Experiment, string Store, int Slots, string? ResumeCommand, string? ShowCommand, Uri? Viewer = null,
    string? ViewCommand = null);
