namespace Tune.Hosting;

/// <summary>
/// Marks a static method without parameters that returns a <see cref="Tuner"/>: <c>TuneApp</c> of Tune.Cli
/// finds it and offers it on the command line.
/// </summary>
/// <param name="description">One line for <c>list</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExperimentAttribute(string description) : Attribute
{
    /// <summary>One line for <c>list</c>.</summary>
    public string Description { get; } = description;
}
