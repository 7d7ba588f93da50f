using System.ComponentModel;
using System.Diagnostics;

namespace Tune.Clustering.Children.Processes;

/// <summary>A child process and everything it has started, however deep, as one thing to measure and to end.</summary>
/// <remarks>The child leads a session of its own, so its descendants are found by the session even when they made
/// groups of their own. Only one that starts yet another session gets away.</remarks>
internal sealed class ChildGroup(Process process)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly int _leader = process.Id;
    private IReadOnlyList<int> _members = [process.Id];

    /// <summary>Sends the signal that cannot be ignored to all of it.</summary>
    public void Kill()
    {
        if (OperatingSystem.IsWindows())
        {
            KillTree();
            return;
        }

        // A child that has not yet come to lead its group can only be signalled by itself.
        if (!SystemCalls.Signal(-_leader, SystemCalls.KillSignal) && !process.HasExited)
        {
            SystemCalls.Signal(_leader, SystemCalls.KillSignal);
        }
    }

    /// <summary>Ends all of it and waits until nothing is left, for some seconds at most.</summary>
    /// <returns>Whether nothing is left.</returns>
    public async Task<bool> EndAsync()
    {
        var started = Stopwatch.GetTimestamp();
        Kill();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
            for (var wait = 1; !IsGone(); wait = Math.Min(2 * wait, 50))
            {
                if (Stopwatch.GetElapsedTime(started) > Patience)
                {
                    return false;
                }

                Kill();
                KillOthers();
                await Task.Delay(wait);
            }

            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends what the child has started and left behind, but not the child itself.</summary>
    /// <returns>How many processes that were.</returns>
    public int KillOthers()
    {
        var others = Members().Where(member => member != _leader).ToArray();
        foreach (var other in others)
        {
            SystemCalls.Signal(other, SystemCalls.KillSignal);
        }

        return others.Length;
    }

    /// <summary>Looks for processes that have come or gone since the last look.</summary>
    public void Recount(IReadOnlyList<ProcessTable.Entry> table) => _members = ProcessTable.Exists
        ? [.. table.Where(IsMember).Select(entry => entry.Process)]
        : [_leader];

    /// <summary>The resident memory of all of it, in bytes.</summary>
    public long ResidentBytes()
    {
        if (ProcessTable.Exists)
        {
            return _members.Sum(ProcessTable.ResidentBytes);
        }

        try
        {
            process.Refresh();
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private bool IsGone()
    {
        if (OperatingSystem.IsWindows())
        {
            return process.HasExited;
        }

        // Where nobody collects the dead, they stay in their group for ever; the table leaves them out.
        return ProcessTable.Exists ? !Members().Any() : !SystemCalls.Signal(-_leader, 0);
    }

    private IEnumerable<int> Members() => ProcessTable.Read().Where(IsMember).Select(entry => entry.Process);

    private bool IsMember(ProcessTable.Entry entry) => entry.Group == _leader || entry.Session == _leader;

    private void KillTree()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended in the meantime.
        }
    }
}
