using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Pbt;

/// <summary>What configuration a clone goes on with. Asked twice, it answers the same; only Learn, Began and Left
/// change its memory.</summary>
internal interface IExplorer : ICarriesMemory
{
    /// <summary>A configuration of the space, for a clone of this donor.</summary>
    /// <param name="donor">What is copied.</param>
    /// <param name="turn">Different for every clone there is.</param>
    Configuration Explore(in Snapshot donor, long turn);

    /// <summary>A trial has come from one boundary to the next with one configuration.</summary>
    void Learn(TrialId trial, in Snapshot before, in Snapshot after);

    /// <summary>A clone has begun with the configuration in the snapshot.</summary>
    void Began(TrialId trial, in Snapshot clone);

    /// <summary>A trial is over.</summary>
    void Left(TrialId trial);
}
