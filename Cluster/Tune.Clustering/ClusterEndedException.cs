namespace Tune.Clustering;

/// <summary>The cluster ended by itself, for example because this node lost the others or one of its own actors:
/// nothing it was asked will be answered. Start another one; what is in the store goes on from there.</summary>
public sealed class ClusterEndedException : InvalidOperationException
{
    /// <summary>It is not known why.</summary>
    public ClusterEndedException()
        : base("The cluster has ended by itself. Start another; what is in the store goes on there.")
    {
    }

    internal ClusterEndedException(string why)
        : base(why)
    {
    }
}
