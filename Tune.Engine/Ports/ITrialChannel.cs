using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>The line between one running attempt and its experiment. Implemented once for trials on a thread and once
/// for trials in a child process; used by one attempt, whose calls come one after another.</summary>
public interface ITrialChannel
{
    /// <summary>Cancelled when the attempt has been told to leave; <see cref="Leaving"/> then says how.</summary>
    CancellationToken LeaveRequested { get; }

    /// <summary>Whether and how the attempt should leave.</summary>
    Leaving Leaving { get; }

    /// <summary>
    /// Hands a report over. The outer wait ends when there is room in the window of unanswered reports (so a flood
    /// slows its own trial down and nobody else), the inner task when the report is durable.
    /// </summary>
    ValueTask<Task<TrialAnswer>> SendAsync(TrialReport report, CancellationToken cancellation);

    /// <summary>Hands over a checkpoint outside a report; ends when it is durable.</summary>
    /// <param name="folder">A folder below <see cref="TrialAssignment.Folder"/>; it is taken over.</param>
    /// <param name="iteration">The last reported iteration.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task SaveAsync(string folder, int iteration, CancellationToken cancellation);

    /// <summary>Hands over a file to be kept as an artifact of the trial; ends when it is durable.</summary>
    /// <param name="path">What it is called, as <see cref="ArtifactLimits"/> has it.</param>
    /// <param name="file">A plain file below <see cref="TrialAssignment.Folder"/>, without a link on the way. It is
    /// copied, and not needed any more when this ends.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="StorageException">It is not kept; with <see cref="StorageFault.Refused"/> it never will
    /// be.</exception>
    /// <exception cref="OperationCanceledException">The attempt has to leave before it could be kept.</exception>
    Task KeepAsync(string path, string file, CancellationToken cancellation) => Task.FromException(
        new StorageException(StorageFault.Refused, "Artifacts of trials are not kept here."));

    /// <summary>Says that the attempt can only wait, for a reason that is not its own, such as a full disk. No time
    /// runs against it until it says that it goes on.</summary>
    /// <param name="why">A sentence for people; null when it goes on.</param>
    void Stalled(string? why);

    /// <summary>Adds a line to the attempt's log.</summary>
    void Log(string line);
}
