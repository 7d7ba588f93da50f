using Tune.Clustering.Protocol;
using Tune.Engine.Ports;

namespace Tune.Clustering.Trials;

/// <summary>A message on its way to the experiment, with whom to tell the answer.</summary>
internal abstract class Parcel
{
    /// <summary>What is said.</summary>
    public abstract TrialMessage Message { get; }

    /// <summary>Called once with the answer, on a thread of the node: must be quick and must not throw.</summary>
    public abstract void Answer(TrialAnswer answer);
}
