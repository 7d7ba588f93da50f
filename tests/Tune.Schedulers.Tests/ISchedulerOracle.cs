using Tune.Engine.Ports;

namespace Tune.Schedulers.Tests;

/// <summary>
/// A scheduler once more, written from the text of its README and as simply as can be: it keeps the facts and works
/// every answer out from the beginning. It shares no code with the scheduler.
/// </summary>
internal interface ISchedulerOracle
{
    void Observe(TrialFact fact);

    /// <summary>continue, pause, or stop with its reason.</summary>
    string Judge(Observation seen);

    /// <summary>new, wait, exhausted, or resume with the trial's number.</summary>
    string Propose(bool mayStartNew);

    int NextMilestone(int trial, int iteration);
}
