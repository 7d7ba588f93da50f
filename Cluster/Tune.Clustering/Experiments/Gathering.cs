namespace Tune.Clustering.Experiments;

/// <summary>
/// The time between the opening of a journal whose session is open and the moment when every node that it says runs
/// something has spoken. Until then nothing is handed out and no user's request is decided: what runs is not known yet.
/// </summary>
internal sealed class Gathering
{
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);
    private readonly HashSet<string> _absent = new(StringComparer.Ordinal);

    public bool IsOn { get; private set; }

    public void Begin()
    {
        IsOn = true;
        _joined.Clear();
        _absent.Clear();
    }

    /// <summary>A node goes on under this owner.</summary>
    /// <returns>Whether it says so for the first time, and with it all that it runs.</returns>
    public bool Join(string node) => IsOn && _joined.Add(node);

    /// <summary>A node runs nothing, or there is none of that name.</summary>
    public void Miss(string node)
    {
        if (IsOn)
        {
            _absent.Add(node);
        }
    }

    /// <summary>What a node said could not be stored and will be taken in again.</summary>
    public void Unjoin(string node) => _joined.Remove(node);

    /// <summary>Those of these nodes that have not spoken.</summary>
    public IReadOnlyList<string> Awaited(IEnumerable<string> nodes) =>
        [.. nodes.Where(node => !_joined.Contains(node) && !_absent.Contains(node)).Distinct()];

    /// <summary>It is over.</summary>
    /// <param name="nodes">Where something should run.</param>
    /// <returns>Those of them that do not go on.</returns>
    public IReadOnlyList<string> End(IEnumerable<string> nodes)
    {
        IsOn = false;
        return [.. nodes.Where(node => !_joined.Contains(node)).Distinct()];
    }
}
