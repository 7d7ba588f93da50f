namespace Tune.Clustering.Membership;

/// <summary>What a node is there for.</summary>
internal static class Roles
{
    /// <summary>Drives experiments and owns a store.</summary>
    public const string Head = "head";

    /// <summary>Runs trials.</summary>
    public const string Worker = "worker";
}
