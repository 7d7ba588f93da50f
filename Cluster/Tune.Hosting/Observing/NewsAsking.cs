namespace Tune.Hosting.Observing;

/// <summary>An experiment is being asked for something. Until this is disposed of it is told of, whatever it does.
/// </summary>
/// <param name="end">Told once whether it was refused.</param>
internal sealed class NewsAsking(Action<bool> end) : IDisposable
{
    private bool _isRefused;
    private Action<bool>? _end = end;

    /// <summary>It was refused: nothing follows from it.</summary>
    public void Refuse() => _isRefused = true;

    /// <summary>It is known what came of it.</summary>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke(_isRefused);
}
