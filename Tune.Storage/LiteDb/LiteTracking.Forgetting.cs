using System.Collections.Concurrent;

namespace Tune.Storage.LiteDb;

/// <remarks>An experiment whose files are being taken away is not followed meanwhile: a journal that is gone in the
/// middle of it would look like damage.</remarks>
internal sealed partial class LiteTracking
{
    private readonly ConcurrentDictionary<string, byte> _going = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public async ValueTask BeginToForgetAsync(string experiment)
    {
        _going.TryAdd(experiment, 0);
        await AskAsync(
            book =>
            {
                book.Forget(experiment);
                return true;
            },
            _ => new ValueTask<bool>(true), CancellationToken.None);
    }

    /// <inheritdoc />
    public void Forget(string experiment)
    {
        _memory.Forget(experiment);
        _positions.TryRemove(experiment, out _);
        _going.TryRemove(experiment, out _);
        Advance(experiment);
    }
}
