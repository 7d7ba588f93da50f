using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>Which ladder of rungs each trial climbs, where a scheduler has several: what a screen shows progress by. A
/// function of the options, the seed and a trial's number, so that it is known before anything runs.</summary>
public interface IBrackets
{
    /// <summary>The bracket of a trial, counted from 0.</summary>
    int Of(TrialId trial);

    /// <summary>The iterations at which the trials of a bracket are compared, lowest first, the full budget
    /// last.</summary>
    IReadOnlyList<int> RungsOf(int bracket);

    /// <summary>How many trials a bracket takes; null where nothing limits it.</summary>
    long? SizeOf(int bracket);
}
