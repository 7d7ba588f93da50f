using System.Text.Json;
using Tune.Client;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Hosting;

namespace Tune.Cli.Owning;

/// <summary>
/// A store as the program tells of it that has it open, page by page: what has just happened is there, and no journal
/// has to be read again. Where that program goes away, does not answer in time, cannot, or is of a version that tells
/// other things, what it holds is read from the store's files from then on; so is what nobody is asked for here, such
/// as journals and checkpoints.
/// </summary>
/// <param name="client">Asks it.</param>
/// <param name="address">The store's address.</param>
/// <param name="notice">Told why the files are read although somebody has the store open.</param>
/// <param name="damage">Told what of the files is damaged.</param>
internal sealed partial class OwnerReader(
    TuneClient client, string address, Action<string> notice, Action<string> damage) : ITuneReader, ITracking
{
    // Files can be read at once: whoever does not even say who they are is not waited for.
    private static readonly TimeSpan s_greeting = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim _gate = new(1);
    private ITuneReader? _files;

    public string Location => Stores.NameOf(address);

    public ITracking Tracking => this;

    /// <summary>Opens a store to be looked at: by way of whoever has it open, or as it lies there.</summary>
    /// <exception cref="StorageException">There is none.</exception>
    public static async Task<ITuneReader> OpenAsync(
        string store, Action<string> notice, CancellationToken cancellation) =>
        await AskedAsync(store, notice, notice, cancellation)
        ?? await Stores.OpenForReadingAsync(store, notice, cancellation);

    /// <summary>The same; null if there is no store.</summary>
    public static async Task<ITuneReader?> FindAsync(
        string store, Action<string> notice, Action<string> damage, CancellationToken cancellation) =>
        await AskedAsync(store, notice, damage, cancellation) ?? await Stores.FindAsync(store, damage, cancellation);

    public async ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
        await AskAsync(
            () => NamesAsync(cancellation),
            files => files.ExperimentsAsync(cancellation), cancellation);

    public async ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
        await FindAsync(experiment, cancellation) is not null;

    public async ValueTask<string?> HolderAsync(CancellationToken cancellation = default) =>
        _files is null ? "the program that answers" : await _files.HolderAsync(cancellation);

    /// <summary>Nothing to wait for: what is told is caught up with what is durable.</summary>
    public ValueTask CatchUpAsync(string experiment, CancellationToken cancellation = default) =>
        ValueTask.CompletedTask;

    public async ValueTask<SummaryPage> SummariesAsync(
        ExperimentQuery query, CancellationToken cancellation = default) => await AskAsync(
            () => ListAsync(query, cancellation),
            files => files.Tracking.SummariesAsync(query, cancellation), cancellation);

    public async ValueTask<ExperimentSummary?> FindAsync(
        string experiment, CancellationToken cancellation = default) => await AskAsync(
            () => SummaryAsync(experiment, cancellation),
            files => files.Tracking.FindAsync(experiment, cancellation), cancellation);

    public async ValueTask<TrialPage> TrialsAsync(
        string experiment, TrialQuery query, CancellationToken cancellation = default) =>
        query.Trials.IsEmpty && query.Statuses.IsEmpty && query.Metrics.IsEmpty && query.Parameters.IsEmpty
            ? await AskAsync(
                () => PageAsync(experiment, query, cancellation),
                files => files.Tracking.TrialsAsync(experiment, query, cancellation), cancellation)
            : await (await FilesAsync(cancellation)).Tracking.TrialsAsync(experiment, query, cancellation);

    /// <summary>Points have no time and no attempt here. Whole curves without a range are read from the files: the API
    /// thins out what is longer than a screen is wide.</summary>
    public async ValueTask<CurvePage> CurvesAsync(
        string experiment, CurveQuery query, CancellationToken cancellation = default) =>
        query is { RolledBack: false, Trials: [_], Metrics: [_] }
            && Math.Min(query.PointsMax, (long)query.ToIteration - query.FromIteration + 1) <= WidthMax
            ? await AskAsync(
                () => CurvePageAsync(experiment, query, cancellation),
                files => files.Tracking.CurvesAsync(experiment, query, cancellation), cancellation)
            : await (await FilesAsync(cancellation)).Tracking.CurvesAsync(experiment, query, cancellation);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (_files is not null)
        {
            await _files.DisposeAsync();
        }

        _gate.Dispose();
    }

    private static async Task<OwnerReader?> AskedAsync(
        string store, Action<string> notice, Action<string> damage, CancellationToken cancellation)
    {
        if (Stores.FolderOf(store) is not { } folder)
        {
            return null;
        }

        var client = TuneClient.ForStore(folder);
        (client.Via, client.Patience) = ("cli", s_greeting);
        try
        {
            await client.ServerAsync(cancellation);
            client.Patience = s_patience;
            return new OwnerReader(client, store, notice, damage);
        }
        catch (TuneClientException silent)
        {
            client.Dispose();
            if (!IsGone(silent))
            {
                notice(Sentence(silent));
            }

            return null;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task<T> AskAsync<T>(
        Func<Task<T>> ask, Func<ITuneReader, ValueTask<T>> instead, CancellationToken cancellation)
    {
        if (_files is null)
        {
            try
            {
                return await ask();
            }
            catch (TuneClientException gone) when (IsGone(gone))
            {
                // Whoever had the store open has just left it; the files have it all.
            }
            catch (Exception silent) when (silent is TuneClientException or JsonException or ArgumentException
                or NotSupportedException)
            {
                notice(Sentence(silent));
            }
        }

        return await instead(await FilesAsync(cancellation));
    }

    private static bool IsGone(TuneClientException silent) =>
        silent.Kind is TuneClientException.NoOwner or TuneClientException.Unreachable or "closed";

    private static string Sentence(Exception silent) =>
        "A program has the store open, but does not answer as it should; the store's files are read instead. "
        + silent switch
        {
            TuneClientException { Kind: TuneClientException.TooLate } => "It gave no answer in time.",
            TuneClientException { Kind: not TuneClientException.NoAnswer } => silent.Message,
            _ => $"It may be of another version of TuneNet: {silent.Message}",
        };

    private async Task<ITuneReader> FilesAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return _files ??= await Stores.OpenForReadingAsync(address, damage, cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }
}
