using System.Runtime.InteropServices;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;
using Tune.Storage.Tracking;

namespace Tune.Storage.InMemory;

/// <summary>The trials of one experiment in memory, all of them.</summary>
internal sealed class MemoryRows : ITrialRows
{
    private readonly List<TrialRow> _rows = [];
    private readonly Dictionary<TrialId, List<byte[]>> _chunks = [];

    /// <summary>Every trial in the order of the numbers.</summary>
    public IReadOnlyList<TrialRow> All => _rows;

    /// <inheritdoc />
    public TrialRow Row(TrialId trial) => Find(trial)
        ?? throw new InvalidOperationException($"an event names trial {trial}, which was never proposed");

    /// <inheritdoc />
    public TrialPortrait Get(TrialId trial) => Row(trial).Portrait;

    /// <inheritdoc />
    public TrialPortrait Look(TrialId trial) => Row(trial).Portrait;

    /// <inheritdoc />
    public void Add(TrialPortrait trial)
    {
        if (trial.Trial.Number != _rows.Count)
        {
            throw new InvalidOperationException($"trial {trial.Trial} comes after {_rows.Count} trials");
        }

        _rows.Add(new TrialRow(trial));
    }

    /// <inheritdoc />
    public void Close(TrialRow row, ReadOnlySpan<byte> chunk)
    {
        ref var chunks = ref CollectionsMarshal.GetValueRefOrAddDefault(_chunks, row.Trial, out _);
        (chunks ??= []).Add(chunk.ToArray());
    }

    /// <summary>A row, or null.</summary>
    public TrialRow? Find(TrialId trial) =>
        trial.Number >= 0 && trial.Number < _rows.Count ? _rows[trial.Number] : null;

    /// <summary>The closed chunks of a trial.</summary>
    public IReadOnlyList<byte[]> Chunks(TrialId trial) => _chunks.GetValueOrDefault(trial) ?? [];
}
