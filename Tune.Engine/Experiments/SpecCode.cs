using Tune.Engine.Spaces;

namespace Tune.Engine.Experiments;

/// <summary>
/// Functions of a space are code: a journal has their names, and the program that opens it lends them.
/// </summary>
public static class SpecCode
{
    /// <summary>A stored definition with the functions of the program's own space, if it is the same one.</summary>
    /// <param name="stored">As it was read.</param>
    /// <param name="own">What the program has; null for nothing.</param>
    public static ExperimentSpec WithCodeOf(this ExperimentSpec stored, SearchSpace? own) =>
        own is not null && own.Equals(stored.Space) ? stored with { Space = own } : stored;

    /// <summary>An event of a journal, with the definition in it, if there is one, replaced.</summary>
    /// <param name="fact">As it was read.</param>
    /// <param name="bind">Gives a definition its code back.</param>
    public static ExperimentEvent Bind(this ExperimentEvent fact, Func<ExperimentSpec, ExperimentSpec> bind) =>
        fact switch
        {
            ExperimentEvent.Created created => created with { Spec = bind(created.Spec) },
            ExperimentEvent.Extended extended => extended with { Spec = bind(extended.Spec) },
            _ => fact,
        };
}
