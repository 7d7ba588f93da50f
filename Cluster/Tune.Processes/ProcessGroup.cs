using System.ComponentModel;
using System.Diagnostics;

namespace Tune.Processes;

/// <summary>
/// A process and everything it has started, however deep, as one thing to measure and to end. What belongs to it is
/// found by its group and session, by the mark in its environment, by who started it, and by the kernel's own group
/// where there is one: to get away a process would have to rid itself of all of them.
/// </summary>
internal sealed class ProcessGroup : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly int _leader;
    private readonly ProcessMark? _mark;
    private readonly ControlGroup? _control;
    private readonly bool _isSession;
    private readonly long _since;
    private IReadOnlyList<ProcessTable.Entry> _members;

    /// <param name="process">The process.</param>
    /// <param name="mark">The mark it was started with; null if it has none.</param>
    /// <param name="leads">Whether it leads, or is about to lead, a session of its own.</param>
    /// <param name="isKept">Whether the kernel is to keep the group where it can.</param>
    public ProcessGroup(Process process, ProcessMark? mark, bool leads = true, bool isKept = false)
    {
        (_process, _leader, _mark) = (process, process.Id, mark);
        _isSession = leads && !OperatingSystem.IsWindows();
        _control = isKept && mark is not null ? ControlGroup.TryMake(mark, _leader) : null;
        var self = ProcessTable.Find(_leader);
        _since = self?.Started ?? 0;
        _members = self is { } entry ? [entry] : [];
    }

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
        if (!_isSession)
        {
            KillTree();
            return;
        }

        // Who is stopped starts nobody else, and those it has started can still be seen to be its own. Once it has
        // ended its number may be that of somebody else.
        var isThere = !ProcessTable.Exists || !_process.HasExited;
        if (isThere)
        {
            Signal(SystemCalls.StopSignal);
        }

        KillOthers(Members(seeksMarks: true));
        _control?.Kill();
        if (isThere)
        {
            Signal(SystemCalls.KillSignal);
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
            await _process.WaitForExitAsync().WaitAsync(Patience).ConfigureAwait(false);
            for (var wait = 1; !IsGone(); wait = Math.Min(2 * wait, 50))
            {
                if (Stopwatch.GetElapsedTime(started) > Patience)
                {
                    return false;
                }

                Kill();
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
    public int KillOthers() => KillOthers(Members(seeksMarks: _control is null));

    /// <summary>Looks for processes that have come or gone since the last look.</summary>
    public void Recount(ProcessSnapshot table)
    {
        if (ProcessTable.Exists)
        {
            _members = [.. Of(table, seeksMarks: _control is null)];
        }
    }

    /// <summary>The numbers of all its processes at the last look.</summary>
    public IReadOnlyList<int> Numbers() => [_leader, .. _members.Select(member => member.Process)];

    /// <summary>The resident memory of all of it at the last look, in bytes.</summary>
    public long ResidentBytes()
    {
        if (ProcessTable.Exists)
        {
            return _members.Sum(member => ProcessTable.ResidentBytes(member.Process));
        }

        try
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Gives back what the kernel keeps of it.</summary>
    public void Dispose() => _control?.Dispose();

    private int KillOthers(IEnumerable<ProcessTable.Entry> members)
    {
        var others = members.Where(member => member.Process != _leader).ToArray();
        foreach (var other in others)
        {
            ProcessTable.Kill(other);
        }

        return others.Length;
    }

    private void KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended in the meantime.
        }
    }

    // One that has not yet come to lead its group can only be signalled by itself.
    private void Signal(int signal)
    {
        if ((!_isSession || !SystemCalls.Signal(-_leader, signal)) && !_process.HasExited)
        {
            SystemCalls.Signal(_leader, signal);
        }
    }

    private bool IsGone()
    {
        if (!_isSession)
        {
            return _process.HasExited;
        }

        // Where nobody collects the dead, they stay in their group for ever; the table leaves them out.
        return ProcessTable.Exists ? Members(seeksMarks: true).Count == 0 : !SystemCalls.Signal(-_leader, 0);
    }

    private List<ProcessTable.Entry> Members(bool seeksMarks) => Of(ProcessSnapshot.Take(), seeksMarks);

    private List<ProcessTable.Entry> Of(ProcessSnapshot now, bool seeksMarks)
    {
        var kept = _control?.Members().ToHashSet() ?? [];
        var table = now.Entries;
        var seen = _members.Select(IdentityOf).ToHashSet();
        var isOurs = !table.Any(entry => entry.Process == _leader && entry.Started != _since);
        var found = table.Where(entry => (isOurs && IsInSession(entry)) || kept.Contains(entry.Process)
            || seen.Contains(IdentityOf(entry)) || (seeksMarks && IsMarked(now, entry))).ToHashSet();
        for (var before = 0; found.Count > before;)
        {
            before = found.Count;
            var parents = found.Select(entry => entry.Process).ToHashSet();
            found.UnionWith(table.Where(entry => parents.Contains(entry.Parent)));
        }

        // The shell that watches over what a member has started ends by itself, when it has done that.
        return [.. found.Where(entry => entry.Process == _leader || !now.HasVariable(
            entry.Process, ProcessMark.WatchVariable, ""))];
    }

    private bool IsInSession(ProcessTable.Entry entry) =>
        entry.Process == _leader || (_isSession && (entry.Group == _leader || entry.Session == _leader));

    private static (int Process, long Started) IdentityOf(ProcessTable.Entry entry) => (entry.Process, entry.Started);

    // Whoever is older cannot have inherited it.
    private bool IsMarked(ProcessSnapshot now, ProcessTable.Entry entry) => _mark is not null && entry.Started >= _since
        && now.HasVariable(entry.Process, ProcessMark.Variable, _mark.Token);
}
