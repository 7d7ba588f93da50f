using Tune.Hosting.Observing;
using Tune.Hosting.Webhooks;

namespace Tune.Hosting;

// Those outside who are told what happens.
public sealed partial class TuneHost
{
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

    private static void RequireTelling(TuneHostOptions options)
    {
        if (options.Webhooks.SelectMany(each => each.Problems()).ToList() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }
    }
}
