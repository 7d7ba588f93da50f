using System.Collections;
using Tune.Engine.Ports;

namespace Tune.Clustering.Nodes;

/// <summary>The names of the training code registered so far: a view that grows with every submitted
/// experiment.</summary>
internal sealed class KnownNames(IReadOnlyDictionary<string, TrainableDefinition> definitions)
    : IReadOnlyCollection<string>
{
    public int Count => definitions.Count;

    public IEnumerator<string> GetEnumerator() => definitions.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
