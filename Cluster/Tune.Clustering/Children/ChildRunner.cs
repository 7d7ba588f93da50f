using Tune.Engine.Ports;

namespace Tune.Clustering.Children;

/// <summary>The other end of <see cref="ChildPool"/>: makes a program a child process if it was started as
/// one.</summary>
/// <example><c>if (ChildRunner.IsChild) return await ChildRunner.RunAsync(definitions);</c></example>
public static class ChildRunner
{
    private static readonly string? Address = Take(ChildEnvironment.AddressVariable);
    private static readonly string? Token = Take(ChildEnvironment.TokenVariable);

    /// <summary>The name of the training code this process was started for; null if it is no child.</summary>
    public static string? Trainable { get; } = Take(ChildEnvironment.TrainableVariable);

    /// <summary>Whether this process was started as a child. Ask before anything else is done: what the process starts
    /// later must not think the same of itself.</summary>
    public static bool IsChild => Address is not null && Token is not null;

    /// <summary>Runs attempts as told until there are no more. A process whose node is gone ends at once, and with it
    /// all it has started.</summary>
    /// <param name="definitions">All training code this program knows.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="InvalidOperationException">This process was not started as a child.</exception>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    public static async Task<int> RunAsync(IReadOnlyCollection<TrainableDefinition> definitions)
    {
        if (!IsChild)
        {
            throw new InvalidOperationException("This process was not started as a child process of a node.");
        }

        var known = definitions.ToDictionary(definition => definition.Name, StringComparer.Ordinal);
        using var session = ChildSession.Open(Address!, Token!);
        await session.RunAsync(known);
        return 0;
    }

    private static string? Take(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, null);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
