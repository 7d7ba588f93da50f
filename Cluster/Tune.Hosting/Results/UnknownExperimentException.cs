using Tune.Engine.Stores;

namespace Tune.Hosting.Results;

/// <summary>There is no experiment of that name in the store; the message lists those there are.</summary>
/// <param name="name">The name asked for.</param>
/// <param name="location">The store.</param>
/// <param name="known">The names it has.</param>
public sealed class UnknownExperimentException(string name, string location, IReadOnlyList<string> known)
    : InvalidOperationException(Sentence(name, location, known))
{
    internal static async Task<UnknownExperimentException> InAsync(
        ITuneReader store, string name, CancellationToken cancellation) =>
        new(name, store.Location, await store.ExperimentsAsync(cancellation));

    private static string Sentence(string name, string location, IReadOnlyList<string> known)
    {
        const int shown = 10;
        var list = known.Count == 0
            ? "it has none yet"
            : $"it has {string.Join(", ", known.Take(shown))}" + (known.Count > shown ? " …" : "");
        return $"There is no experiment '{name}' in {location}: {list}.";
    }
}
