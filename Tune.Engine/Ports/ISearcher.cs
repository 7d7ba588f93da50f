using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>Decides what to try: the configuration of each new trial.</summary>
/// <remarks>The same contract as <see cref="IScheduler"/>: <see cref="Observe"/> alone changes memory,
/// <see cref="Suggest"/> is a question whose answer depends on the facts so far and on the trial's number.</remarks>
public interface ISearcher
{
    /// <summary>The configuration for the trial with this number.</summary>
    Suggestion Suggest(TrialId trial);

    /// <summary>Takes in one recorded fact.</summary>
    void Observe(TrialFact fact);
}
