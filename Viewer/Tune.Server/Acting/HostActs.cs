using Tune.Client.Shapes;
using Tune.Engine.Experiments.Acts;
using Tune.Hosting;

namespace Tune.Server.Acting;

/// <summary>The host of this process acts.</summary>
internal sealed class HostActs(TuneHost host) : IActs
{
    public Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation) =>
        host.ActAsync(experiment, act, by, cancellation);

    public Task<ActReceipt> PurgeAsync(string experiment, ActedBy by, CancellationToken cancellation) =>
        host.PurgeAsync(experiment, by, cancellation);

    public Task<Submitted> SubmitAsync(SubmitOrder order, ActedBy by, CancellationToken cancellation) =>
        host.SubmitAsync(order, by, cancellation);

    public Task<TemplateList> TemplatesAsync(CancellationToken cancellation) =>
        Task.FromResult(Answers.Templates.Of(host.Templates));
}
