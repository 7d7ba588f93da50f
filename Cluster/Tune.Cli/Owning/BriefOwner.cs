using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Hosting;
using Tune.Server.Acting;

namespace Tune.Cli.Owning;

/// <summary>Acts on a store that nobody owns by owning it for as long as the act takes, and those that come meanwhile:
/// a program that is started a moment later finds it free.</summary>
/// <param name="store">The store's address.</param>
internal sealed class BriefOwner(string store) : IActs
{
    private readonly Lock _gate = new();
    private Task<TuneHost>? _host;
    private Task _left = Task.CompletedTask;
    private int _users;

    public Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation) => OwningAsync(
            host => host.ActAsync(experiment, act, by, cancellation), cancellation);

    public Task<ActReceipt> PurgeAsync(string experiment, ActedBy by, CancellationToken cancellation) => OwningAsync(
        host => host.PurgeAsync(experiment, by, cancellation), cancellation);

    public Task<Submitted> SubmitAsync(SubmitOrder order, ActedBy by, CancellationToken cancellation) =>
        Task.FromException<Submitted>(new InvalidExperimentException(
            order.Name ?? "", ["No program has this store open, and so none would run it; start one first."]));

    public Task<TemplateList> TemplatesAsync(CancellationToken cancellation) =>
        Task.FromResult(new TemplateList { Templates = [] });

    private async Task<ActReceipt> OwningAsync(
        Func<TuneHost, Task<ActReceipt>> act, CancellationToken cancellation)
    {
        var host = Enter();
        try
        {
            return await act(await host.WaitAsync(cancellation));
        }
        finally
        {
            await Leave();
        }
    }

    private Task<TuneHost> Enter()
    {
        lock (_gate)
        {
            _users++;
            return _host ??= StartAsync(_left);
        }
    }

    private Task Leave()
    {
        lock (_gate)
        {
            if (--_users > 0)
            {
                return Task.CompletedTask;
            }

            _left = CloseAsync(_host!);
            _host = null;
            return _left;
        }
    }

    // Whoever starts waits for whoever leaves: the store has one owner. What is in the recycle bin is looked after by
    // programs that own the store for longer.
    private async Task<TuneHost> StartAsync(Task left)
    {
        await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        return await TuneHost.StartAsync(new TuneHostOptions { Store = store, Slots = 0, Retention = null });
    }

    private static async Task CloseAsync(Task<TuneHost> host)
    {
        await ((Task)host).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (host.IsCompletedSuccessfully)
        {
            await (await host).DisposeAsync();
        }
    }
}
