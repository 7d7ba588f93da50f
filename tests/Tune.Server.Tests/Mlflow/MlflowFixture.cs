namespace Tune.Server.Tests.Mlflow;

/// <summary>A store that is served, and a client of MLflow that speaks with it; each test has its own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class MlflowFixture : IAsyncDisposable
{
    private ServedStore? _place;

    protected ServedStore Place => _place!;

    protected MlflowWire Wire { get; private set; } = null!;

    /// <summary>How it is served.</summary>
    protected virtual TuneServerOptions Options => new();

    [SetUp]
    public async Task StartAsync()
    {
        _place = await ServedStore.StartAsync(Options);
        Wire = new MlflowWire(_place.Client);
        await FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_place is not null)
        {
            await _place.DisposeAsync();
        }
    }

    /// <summary>Puts in what all tests need.</summary>
    protected virtual Task FillAsync() => Task.CompletedTask;
}
