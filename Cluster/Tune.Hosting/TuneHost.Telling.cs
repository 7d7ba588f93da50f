using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Hosting.Observing;
using Tune.Hosting.Webhooks;

namespace Tune.Hosting;

// Those outside who are told what happens.
public sealed partial class TuneHost
{
    private static readonly TimeSpan s_lookWithin = TimeSpan.FromSeconds(2);

    private NewsDesk? _news;

    private static NewsDesk? DeskOf(
        TuneHostOptions options, Engine.Stores.ITuneReader store, string? folder)
    {
        INewsTaker[] takers =
        [
            .. options.Observers.Select(each => new ObserverNews(each, options.Notice, options.Clock)),
            .. options.Webhooks.Select(each => new WebhookSender(
                each, store, folder, options.Notice, options.Clock)),
        ];
        return takers.Length == 0 ? null : new NewsDesk(store, takers, options.Notice, options.Clock);
    }

    // What an act has an experiment do is told from before it, as what a fit does.
    private async ValueTask<NewsAsking?> TellAsync(
        string experiment, UserAct act, CancellationToken cancellation)
    {
        if (_news is not { } news || act is UserAct.Annotate or UserAct.Restore)
        {
            return null;
        }

        if (news.TryJoin(experiment) is { } joined)
        {
            return joined;
        }

        try
        {
            return await Opened.ExistsAsync(experiment, cancellation)
                ? news.Begin(experiment, await PositionAsync(experiment, cancellation))
                : null;
        }
        catch (StorageException)
        {
            // An act does not fail because nobody can be told of it.
            _notice($"{experiment}: nobody outside is told what comes of what was done by hand: its journal cannot be "
                + "read.");
            return null;
        }
    }

    private async Task<long> PositionAsync(string experiment, CancellationToken cancellation)
    {
        try
        {
            await Opened.Tracking.CatchUpAsync(experiment, cancellation).AsTask()
                .WaitAsync(s_lookWithin, cancellation);
            var glance = await Opened.Tracking.GlanceAsync(experiment, cancellation).AsTask()
                .WaitAsync(s_lookWithin, cancellation);
            return glance?.Position ?? 0;
        }
        catch (TimeoutException)
        {
            // What people query is still being made again.
            return await Opened.ReadJournalAsync(experiment, 0, cancellation).LongCountAsync(cancellation);
        }
    }

    private static void RequireTelling(TuneHostOptions options)
    {
        if (options.Webhooks.SelectMany(each => each.Problems()).ToList() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }
    }
}
