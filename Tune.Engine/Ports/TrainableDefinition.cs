namespace Tune.Engine.Ports;

/// <summary>Training code under a name, as registered with a program. Every node and every child process of an
/// experiment runs the same program and so knows the same names.</summary>
/// <param name="Name">1 to 250 characters.</param>
/// <param name="Create">Makes a fresh instance for one attempt.</param>
public sealed record TrainableDefinition(string Name, Func<ITrainable> Create)
{
    /// <summary>Where its attempts run; default on a thread of their own.</summary>
    public Isolation Isolation { get; init; } = Isolation.Thread;
}
