using Tune.Clustering.Children;
using Tune.Clustering.Timing;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Hosting.Programs;
using Tune.Schedulers;

namespace Tune.Hosting.Running;

/// <summary>An ask-and-tell loop whose events are on the disk before anybody acts on them.</summary>
internal sealed class LoopJournal : IAsyncDisposable
{
    private readonly IJournal _journal;
    private readonly ICheckpointStore _checkpoints;
    private readonly SnapshotKeeper _snapshots;
    private readonly ExperimentClock _clock = new(TimeProvider.System);
    private Exception? _broken;

    private LoopJournal(
        IJournal journal, ICheckpointStore checkpoints, StateReading reading, SpecJson specs, ExperimentSpec spec)
    {
        var state = reading.State;
        (_journal, _checkpoints) = (journal, checkpoints);
        _snapshots = new SnapshotKeeper(journal, specs, reading.FromSnapshot, BuildDigest.Of);

        // The loop opens its session at once.
        _clock.Start(state.Last);
        Loop = new AskTellLoop(
            spec, state, _clock.Now(state.Last), Environment.MachineName, makesCheckpoints: false,
            Environment.ProcessId);
    }

    public AskTellLoop Loop { get; }

    public string Experiment => _journal.Experiment;

    public static async Task<LoopJournal> OpenAsync(
        ITuneStore store, ExperimentSpec spec, CancellationToken cancellation)
    {
        var program = ProgramProbe.Start();
        var specs = new SpecJson(SchedulerCatalog.All);
        var reader = StateReader.Begin(
            store, spec.Name, specs, stored => stored.WithCodeOf(spec.Space), BuildDigest.Of);
        var journal = await store.OpenJournalAsync(spec.Name, cancellation);
        try
        {
            var reading = await reader.FinishAsync(journal, cancellation);
            var opened = new LoopJournal(journal, store.Checkpoints(spec.Name), reading, specs, spec);
            await opened.StoreAsync();
            await opened.SweepAsync();

            // Asked for before the journal was opened: it is there by now, unless git is slow.
            var found = await program.WaitAsync(cancellation);
            await opened.TakeAsync(loop =>
            {
                loop.Note(found);
                return true;
            });
            return opened;
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a step and ends when its events are durable.</summary>
    /// <exception cref="StorageException">They could not be stored; nothing more is taken.</exception>
    public async Task<T> TakeAsync<T>(Func<AskTellLoop, T> step)
    {
        if (_broken is not null)
        {
            throw new StorageException(
                (_broken as StorageException)?.Kind ?? StorageFault.Other,
                $"The experiment '{Experiment}' has to be opened again: {_broken.Message}", _broken);
        }

        Loop.Now = _clock.Now(Loop.State.Last);
        var answer = step(Loop);
        await StoreAsync();
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_broken is null)
            {
                await TakeAsync(loop =>
                {
                    loop.Close();
                    return true;
                });
            }
        }
        finally
        {
            await LetGoAsync();
        }
    }

    // Of a state that may hold half a step, or more than is stored, no snapshot is kept.
    private ValueTask LetGoAsync() => _broken is null && Loop.IsSound && Loop.Journal.Count == 0
        ? _snapshots.CloseAsync(Loop.State, _journal.Count)
        : _journal.DisposeAsync();

    // The state has run ahead of the journal when an append fails, and is of no more use.
    private async Task StoreAsync()
    {
        var events = Loop.TakeEvents();
        if (events.Count == 0)
        {
            return;
        }

        try
        {
            await _journal.AppendAsync(_journal.Count, events);
        }
        catch (Exception e)
        {
            _broken = e;
            throw;
        }

        if (Loop.IsSound)
        {
            _snapshots.Passed(Loop.State, _journal.Count);
        }

        foreach (var dropped in events.OfType<ExperimentEvent.CheckpointDropped>())
        {
            await DeleteIfUnheldAsync(dropped.Checkpoint.Digest);
        }
    }

    // A kill between a checkpoint and the report that names it leaves one that nobody knows.
    private async Task SweepAsync()
    {
        foreach (var digest in await _checkpoints.DigestsAsync())
        {
            await DeleteIfUnheldAsync(digest);
        }
    }

    private async Task DeleteIfUnheldAsync(string digest)
    {
        if (!Loop.State.Checkpoints.Holds(digest))
        {
            await _checkpoints.DeleteAsync(digest);
        }
    }
}
