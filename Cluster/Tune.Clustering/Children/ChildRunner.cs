using Tune.Clustering.Children.Code;
using Tune.Engine.Ports;

namespace Tune.Clustering.Children;

/// <summary>The other end of <see cref="ChildPool"/>: makes a program a child process if it was started as
/// one.</summary>
/// <example><c>if (ChildRunner.IsChild) return await ChildRunner.RunAsync(definitions);</c></example>
public static class ChildRunner
{
    private const int NamedMax = 5;
    private static readonly string? Address = Take(ChildEnvironment.AddressVariable);
    private static readonly string? Token = Take(ChildEnvironment.TokenVariable);

    private static readonly string? Code = Take(ChildEnvironment.CodeVariable);

    /// <summary>The name of the training code this process was started for; null if it is no child.</summary>
    public static string? Trainable { get; } = Take(ChildEnvironment.TrainableVariable);

    /// <summary>Whether this process was started as a child. Ask before anything else is done: what the process starts
    /// later must not think the same of itself.</summary>
    public static bool IsChild => Address is not null && Token is not null;

    /// <summary>Whether this process was started for this very training code. Other code of the same name is left
    /// alone; whoever started the process is told of it, for the case that the right one never comes.</summary>
    public static bool IsFor(TrainableDefinition definition)
    {
        if (!IsChild || definition.Name != Trainable)
        {
            return false;
        }

        var here = TrainingCode.Of(definition);
        if (here.Fingerprint == Code)
        {
            return true;
        }

        Console.Error.WriteLine(ChildSession.OtherCode(Token!) + here.Text);
        return false;
    }

    /// <summary>Takes down what training code is at this moment: later changes of what it has captured, and of static
    /// fields, are not what an experiment was handed over with.</summary>
    /// <returns>The training code, to be handed over.</returns>
    public static TrainableDefinition TakeDown(TrainableDefinition definition)
    {
        if (definition.Isolation != Isolation.Process)
        {
            return definition;
        }

        var taken = definition with { };
        _ = TrainingCode.Of(taken);
        return taken;
    }

    /// <summary>Whether children that are told of the one would run the other as well. On threads nothing is told.
    /// </summary>
    public static bool IsSame(TrainableDefinition one, TrainableDefinition other) =>
        one.Isolation != Isolation.Process || TrainingCode.Of(one).Text == TrainingCode.Of(other).Text;

    /// <summary>What people should know of training code that is to run in processes of its own: what it uses that
    /// could be another in each of them; null if there is nothing.</summary>
    public static string? Notice(TrainableDefinition definition)
    {
        if (definition.Isolation != Isolation.Process)
        {
            return null;
        }

        var all = TrainingCode.Of(definition).Uncompared;
        var more = all.Length > NamedMax ? $" and {all.Length - NamedMax} more" : "";
        return all.IsEmpty ? null : $"The training code uses {string.Join(", ", all.Take(NamedMax))}{more}, whose "
            + "contents are not compared between processes.";
    }

    /// <summary>What keeps attempts of this training code from running in processes of their own, one sentence each;
    /// empty when nothing is known to.</summary>
    public static IEnumerable<string> Problems(TrainableDefinition definition)
    {
        if (definition.Isolation == Isolation.Process && ChildProgram.IsTestHost
            && TrainingCode.Of(definition) is { IsPortable: false } code)
        {
            yield return $"Trainable '{definition.Name}' is to run in processes of its own, and a test platform runs "
                + $"this one, whose Main does not come to it; from its description it cannot be made there: "
                + $"{code.WhyNotPortable()}. Make it a static function, or let it run on a thread (Isolation.Thread).";
        }
    }

    /// <summary>Runs attempts as told until there are no more. A process whose node is gone ends at once, and with it
    /// all it has started.</summary>
    /// <param name="definitions">Training code this program knows. What is not among it is made from the description
    /// that comes with an attempt, if it has captured nothing that cannot be told.</param>
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
        if (Trainable is { } name && known.TryGetValue(name, out var likely))
        {
            // While nobody counts the time.
            _ = TrainingCode.Of(likely);
        }

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
