using Tune.Engine.Ports;

namespace Tune.Hosting.Results;

/// <summary>There is no experiment of that name in the store; the message lists those there are.</summary>
public sealed class UnknownExperimentException(string name, ITuneStore store)
    : InvalidOperationException(Sentence(name, store))
{
    private static string Sentence(string name, ITuneStore store)
    {
        const int shown = 10;
        var known = store.Experiments();
        var list = known.Count == 0
            ? "it has none yet"
            : $"it has {string.Join(", ", known.Take(shown))}" + (known.Count > shown ? " …" : "");
        return $"There is no experiment '{name}' in {store.Location}: {list}.";
    }
}
