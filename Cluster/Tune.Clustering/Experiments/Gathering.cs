namespace Tune.Clustering.Experiments;

/// <summary>
/// The time between the take-over of a session and the moment when every node that runs something of it has spoken.
/// Nothing new is handed out in it: what is free is not known yet.
/// </summary>
internal sealed class Gathering
{
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);

    public bool IsOn { get; private set; }

    public void Begin()
    {
        IsOn = true;
        _joined.Clear();
    }

    /// <summary>A node speaks.</summary>
    /// <returns>Whether it does so for the first time, and so says all there is.</returns>
    public bool Join(string node) => IsOn && _joined.Add(node);

    /// <summary>What a node said could not be stored and will be taken in again.</summary>
    public void Unjoin(string node) => _joined.Remove(node);

    public void End() => IsOn = false;
}
