using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Hosting.Running;

namespace Tune.Hosting;

public sealed partial class TuneHost
{
    private const int PageMax = 1_000;

    // Whether a name is free is asked and settled by one at a time.
    private readonly SemaphoreSlim _ordering = new(1);
    private OrderBook? _orders;

    /// <summary>What can be submitted here.</summary>
    internal IReadOnlyList<ExperimentTemplate> Templates => _orders?.Templates ?? [];

    private OrderBook Orders
    {
        get
        {
            ThrowIfDisposed();
            return _orders ?? throw NoExperiments();
        }
    }

    /// <summary>Begins a new experiment like one of <see cref="TuneHostOptions.Templates"/>, or like an experiment of
    /// the store whose training code one of them has, with what the order changes. Ends when it is in the journal: it
    /// runs on, and whoever opens the store next with <see cref="TuneHostOptions.TakesUp"/> goes on with it. Its tags
    /// say what it is like (<see cref="SubmitOrder.TemplateTag"/>, <see cref="SubmitOrder.FromTag"/>).</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="by">Who asks, and under which key: under one it is begun once, for good.</param>
    /// <param name="cancellation">Gives up; it may be begun all the same.</param>
    /// <exception cref="InvalidExperimentException">It was refused; nothing has changed. The message names what is
    /// wrong and what is allowed.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public async Task<Submitted> SubmitAsync(
        SubmitOrder order, ActedBy by, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(by);
        string[] problems = [.. by.Problems(), .. order.Problems(by.Key)];
        if (problems.Length > 0)
        {
            throw new InvalidExperimentException(order.Name ?? order.Template ?? order.From ?? "", problems);
        }

        await _ordering.WaitAsync(cancellation);
        try
        {
            var mark = new SubmitMark(order.Mark(by.Key), by);
            var before = by.Key is { } key ? await Orders.SubmittedAsync(key, cancellation) : null;
            var name = order.Name ?? before
                ?? await Orders.FreeNameAsync(order.Template ?? order.From!, cancellation);
            if (before is not null && before != name)
            {
                throw new InvalidExperimentException(
                    name,
                    [
                        $"Name is '{name}', and '{before}' was submitted under the key '{by.Key}' before; give this "
                        + "a key of its own.",
                    ]);
            }

            if (await Opened.ExistsAsync(name, cancellation))
            {
                // What it is like may be gone by now, and its training code may be another's.
                await Orders.RequireRepeatAsync(name, mark, cancellation);
                return new Submitted(name, IsRepeat: true);
            }

            await BeginAsync(await Orders.DefineAsync(order, name, cancellation), mark, cancellation);
            return new Submitted(name, IsRepeat: false);
        }
        finally
        {
            _ordering.Release();
        }
    }

    // Looks after the recycle bin, and goes on with what it shall go on with.
    private static async Task<TuneHost> BegunAsync(
        ITuneStore store, EmbeddedNode node, NodeFolders folders, string? folder, TuneHostOptions options,
        CancellationToken cancellation)
    {
        var beside = new Leavings(
        [
            folders.Logs, Path.Combine(folders.Work, EmbeddedNode.Name),
            .. folder is null ? [] : (string[])[Path.Combine(folder, PicturesName)],
        ], folder is null ? null : Path.TrimEndingDirectorySeparator(folder), options.Notice);
        await beside.SettleAsync(store, cancellation);
        var host = new TuneHost(store, node, options)
        {
            Folder = folder,
            LogFolder = folders.Logs,
            _news = DeskOf(options, store, folder),
            _orders = new OrderBook(store, options.Templates),
            _bin = new BinKeeper(
                store, node, beside, new PurgeLog(folder, options.Clock), options.Retention, options.Notice),
        };
        host._bin.Begin(options.Clock);
        if (options.TakesUp)
        {
            await host.TakeUpAsync(cancellation);
        }

        return host;
    }

    /// <summary>Goes on with what was submitted and not finished, as far as this program has its training code.
    /// </summary>
    internal async Task TakeUpAsync(CancellationToken cancellation)
    {
        for (var skip = 0; ; skip += PageMax)
        {
            var page = await Opened.Tracking.GlancesAsync(skip, PageMax, cancellation);
            foreach (var glance in page.Experiments.Where(each => each.Status == ExperimentStatus.Active
                && (each.Tags.ContainsKey(SubmitOrder.TemplateTag) || each.Tags.ContainsKey(SubmitOrder.FromTag))))
            {
                await TakeUpAsync(glance, cancellation);
            }

            if (page.Experiments.Count < PageMax)
            {
                return;
            }
        }
    }

    private async Task TakeUpAsync(ExperimentGlance glance, CancellationToken cancellation)
    {
        try
        {
            var spec = (await FindAsync(glance.Name, cancellation))!.Spec;
            if (Orders.Owner(spec) is not null)
            {
                await BeginAsync(Orders.Like(glance.Name, spec), mark: null, cancellation);
                _notice($"'{glance.Name}' was submitted and not finished; it goes on.");
            }
        }
        catch (Exception e) when (e is InvalidExperimentException or StorageException or TimeoutException)
        {
            _notice($"'{glance.Name}' was submitted and cannot go on: {e.Message}");
        }
    }

    private async Task BeginAsync(Tuner tuner, SubmitMark? mark, CancellationToken cancellation)
    {
        var sweep = await LookAsync(tuner.Name, cancellation);
        await SubmitAsync(
            await SpecAsync(tuner, cancellation), tuner.Trainable, again: null, sweep, cancellation, mark);
    }
}
