using Tune.Engine.Results;
using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>
/// The readers' side of a store: paged, bounded, a prefix of the journal. Never blocks a writer. Safe for many threads;
/// what it returns are copies.
/// </summary>
public interface ITracking
{
    /// <summary>Waits until everything durable at the time of the call can be read here.</summary>
    ValueTask CatchUpAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>All experiments, ordinal order of names.</summary>
    ValueTask<IReadOnlyList<ExperimentSummary>> ExperimentsAsync(CancellationToken cancellation = default);

    /// <summary>One experiment; null if there is none of that name.</summary>
    ValueTask<ExperimentSummary?> FindAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>Trials in the order of their numbers.</summary>
    /// <param name="experiment">Which experiment.</param>
    /// <param name="skip">How many to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 10,000.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<IReadOnlyList<TrialSummary>> TrialsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default);

    /// <summary>One metric of one trial over all its attempts, in journal order.</summary>
    /// <param name="experiment">Which experiment.</param>
    /// <param name="trial">Which trial.</param>
    /// <param name="metric">Which metric; an unknown one gives no points.</param>
    /// <param name="pointsMax">When there are more points than this, each stretch is represented by its lowest and
    /// highest and the last point is kept; 2 or more.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<IReadOnlyList<CurvePoint>> CurveAsync(
        string experiment, TrialId trial, string metric, int pointsMax = int.MaxValue,
        CancellationToken cancellation = default);

    /// <summary>
    /// The attempts of the trials with numbers from <paramref name="skip"/> on, ordered by trial and attempt.
    /// </summary>
    ValueTask<IReadOnlyList<RunSummary>> RunsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default);
}
