namespace Tune.Processes;

/// <summary>
/// The dead among the processes that this one has adopted. Nobody waits for them, so their numbers would stay taken for
/// as long as this process lives. Children of its own, for which the runtime waits, are gone before a second look.
/// </summary>
internal sealed class Orphans
{
    private HashSet<ProcessTable.Entry> _seen = [];

    /// <summary>Collects those that were dead at the last look already.</summary>
    public void Collect()
    {
        var dead = ProcessTable.DeadChildren();
        foreach (var child in dead.Where(_seen.Contains))
        {
            SystemCalls.Collect(child.Process);
        }

        _seen = [.. dead];
    }
}
