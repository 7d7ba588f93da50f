using System.ComponentModel;
using System.Diagnostics;

namespace Tune.Processes;

/// <summary>A process and everything it has started, however deep, as one thing to measure and to end.</summary>
/// <param name="process">The process.</param>
/// <param name="leads">Whether it leads, or is about to lead, a session of its own. Its descendants are then found by
/// the session even when they made groups of their own; only one that starts yet another session gets away.</param>
internal sealed class ProcessGroup(Process process, bool leads = true)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly int _leader = process.Id;
    private readonly bool _isSession = leads && !OperatingSystem.IsWindows();
    private IReadOnlyList<int> _members = [process.Id];

    /// <summary>Asks all of it to leave. On Windows there is no such signal.</summary>
    public void Ask()
    {
        if (!OperatingSystem.IsWindows())
        {
            Signal(SystemCalls.TerminateSignal);
        }
    }

    /// <summary>Sends the signal that cannot be ignored to all of it. Harmless when it is gone.</summary>
    public void Kill()
    {
        if (_isSession)
        {
            Signal(SystemCalls.KillSignal);
            return;
        }

        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended in the meantime.
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
            await process.WaitForExitAsync().WaitAsync(Patience).ConfigureAwait(false);
            for (var wait = 1; !IsGone(); wait = Math.Min(2 * wait, 50))
            {
                if (Stopwatch.GetElapsedTime(started) > Patience)
                {
                    return false;
                }

                Kill();
                KillOthers();
                await Task.Delay(wait).ConfigureAwait(false);
            }

            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends what the process has started and left behind, but not the process itself.</summary>
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

    /// <summary>Looks for processes that have come or gone since the last look. Here those that started a session of
    /// their own count too, as long as who started them is there.</summary>
    public void Recount(IReadOnlyList<ProcessTable.Entry> table)
    {
        if (!ProcessTable.Exists)
        {
            return;
        }

        var members = table.Where(IsMember).Select(entry => entry.Process).ToHashSet();
        var before = 0;
        while (members.Count > before)
        {
            before = members.Count;
            members.UnionWith(table.Where(entry => members.Contains(entry.Parent)).Select(entry => entry.Process));
        }

        _members = [.. members];
    }

    /// <summary>The resident memory of all of it at the last look, in bytes.</summary>
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

    // One that has not yet come to lead its group can only be signalled by itself.
    private void Signal(int signal)
    {
        if ((!_isSession || !SystemCalls.Signal(-_leader, signal)) && !process.HasExited)
        {
            SystemCalls.Signal(_leader, signal);
        }
    }

    private bool IsGone()
    {
        if (!_isSession)
        {
            return process.HasExited;
        }

        // Where nobody collects the dead, they stay in their group for ever; the table leaves them out.
        return ProcessTable.Exists ? !Members().Any() : !SystemCalls.Signal(-_leader, 0);
    }

    private IEnumerable<int> Members() => ProcessTable.Read().Where(IsMember).Select(entry => entry.Process);

    private bool IsMember(ProcessTable.Entry entry) =>
        entry.Process == _leader || (_isSession && (entry.Group == _leader || entry.Session == _leader));
}
