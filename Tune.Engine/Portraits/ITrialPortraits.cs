using Tune.Engine.Trials;

namespace Tune.Engine.Portraits;

/// <summary>The trials of one experiment, wherever they are kept.</summary>
public interface ITrialPortraits
{
    /// <summary>A trial to change. Every change is made through one asked for since the last event.</summary>
    /// <exception cref="InvalidOperationException">There is no such trial.</exception>
    TrialPortrait Get(TrialId trial);

    /// <summary>A trial to look at that is not over.</summary>
    TrialPortrait Look(TrialId trial);

    /// <summary>Enters a new trial.</summary>
    /// <exception cref="InvalidOperationException">Its number is not the next one.</exception>
    void Add(TrialPortrait trial);
}
