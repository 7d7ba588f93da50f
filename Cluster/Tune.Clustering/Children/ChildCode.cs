using System.Collections.Concurrent;
using Tune.Clustering.Children.Code;
using Tune.Clustering.Children.Frames;
using Tune.Engine.Ports;

namespace Tune.Clustering.Children;

/// <summary>Finds the training code of an assignment in a child process: never other code of the same name.</summary>
internal static class ChildCode
{
    // Made once: what its attempts share they would share in a program of one process too.
    private static readonly ConcurrentDictionary<string, TrainableDefinition> s_made = new(StringComparer.Ordinal);

    /// <summary>The very code, as this program has it, or else made from its description.</summary>
    /// <param name="known">What this program says it has, by name.</param>
    /// <param name="order">What is to run.</param>
    /// <exception cref="CodeException">It is not here; the message says what is instead.</exception>
    public static TrainableDefinition Find(
        IReadOnlyDictionary<string, TrainableDefinition> known, AssignMessage order)
    {
        var here = known.TryGetValue(order.Trainable, out var met) ? TrainingCode.Of(met) : null;
        if (here is not null && (here.Text == order.Code || here.Fingerprint == order.Code))
        {
            return met!;
        }

        if (order.IsPortable)
        {
            return s_made.GetOrAdd(order.Code, static (code, name) => TrainingCode.Make(name, code), order.Trainable);
        }

        throw new CodeException(here is not null
            ? Other(order.Trainable, order.Code, here.Text)
            : $"This program knows no trainable '{order.Trainable}'; it knows {Names(known)}. It cannot be made here "
                + $"from its description: {order.WhyNot}. Name it to TuneChild.RunIfChildAsync.");
    }

    /// <summary>That a child has other code of a name, as sentences.</summary>
    /// <param name="name">The name.</param>
    /// <param name="wanted">What the experiment was started with.</param>
    /// <param name="met">What the child has.</param>
    public static string Other(string name, string wanted, string met) =>
        $"The child process has other training code under the name '{name}', which is not run. "
        + CodeDifference.Sentence(wanted, met);

    private static string Names(IReadOnlyDictionary<string, TrainableDefinition> known) => known.Count == 0
        ? "none"
        : string.Join(", ", known.Keys.Order(StringComparer.Ordinal).Select(key => $"'{key}'"));
}
