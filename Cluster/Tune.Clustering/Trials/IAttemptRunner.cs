using Tune.Engine.Trials;

namespace Tune.Clustering.Trials;

/// <summary>
/// Runs one attempt, on a thread or in a child process, and sees to it that it keeps to its limits. Says once, on any
/// thread, how it ended; until then its slot is taken. Called by one actor.
/// </summary>
internal interface IAttemptRunner
{
    /// <summary>Begins.</summary>
    /// <param name="ended">Called exactly once.</param>
    void Start(Action<AttemptOutcome> ended);

    /// <summary>Ends the attempt by whatever force there is.</summary>
    /// <param name="verdict">How it is then said to have ended.</param>
    void Kill(AttemptOutcome verdict);

    /// <summary>Called twice a second, for a runner that has no clock of its own.</summary>
    /// <returns>How the attempt is to be killed, or null.</returns>
    AttemptOutcome? Check();
}
