using Tune.Engine.Experiments;

namespace Tune.Hosting.Observing;

/// <summary>
/// Is told what happens in the experiments that a host drives (<see cref="TuneHostOptions.Observers"/>), once it is on
/// the disk. What is not of interest need not be implemented.
/// </summary>
/// <remarks>
/// It is told from the journal, beside the training: one that is slow, waits or throws keeps nobody from anything, and
/// hears of everything all the same, later. The calls for one experiment come one after another, in order, each event
/// once; those for different experiments may overlap. A call that takes longer than thirty seconds has its token
/// cancelled; an observer that then goes on for thirty seconds more is told nothing further. Each of these is said once
/// through <see cref="TuneHostOptions.Notice"/>, and so is the first exception. When the host is disposed of, observers
/// have five seconds to hear the rest.
/// </remarks>
public interface ITuneObserver
{
    /// <summary>A trial was given slots: for the first time, or to go on.</summary>
    ValueTask TrialStartedAsync(
        Observed<ExperimentEvent.AttemptStarted> started, CancellationToken cancellation) => default;

    /// <summary>A trial has reported.</summary>
    ValueTask TrialReportedAsync(Observed<ExperimentEvent.Reported> reported, CancellationToken cancellation) =>
        default;

    /// <summary>It was decided whether a trial goes on.</summary>
    ValueTask TrialDecidedAsync(Observed<ExperimentEvent.Decided> decided, CancellationToken cancellation) => default;

    /// <summary>A trial is over.</summary>
    ValueTask TrialEndedAsync(Observed<ExperimentEvent.TrialEnded> ended, CancellationToken cancellation) => default;

    /// <summary>An experiment is over. Trials that it ended may still say so afterwards.</summary>
    ValueTask ExperimentEndedAsync(Observed<ExperimentEvent.Ended> ended, CancellationToken cancellation) => default;
}
