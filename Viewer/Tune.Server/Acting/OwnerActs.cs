using Microsoft.AspNetCore.Http;
using Tune.Engine.Trials;
using Tune.Hosting.Control;

namespace Tune.Server.Acting;

/// <summary>The process that owns the store acts, if there is one: it is asked as a second terminal asks it.</summary>
/// <param name="store">The store's folder.</param>
internal sealed class OwnerActs(string store) : IActs
{
    public Task PauseAsync(string experiment, CancellationToken cancellation) =>
        AskAsync(new ControlRequest("pause", experiment), cancellation);

    public Task StopAsync(string experiment, CancellationToken cancellation) =>
        AskAsync(new ControlRequest("stop", experiment), cancellation);

    public Task StopTrialAsync(string experiment, TrialId trial, CancellationToken cancellation) =>
        AskAsync(new ControlRequest("stop-trial", experiment, trial.Number), cancellation);

    private async Task AskAsync(ControlRequest request, CancellationToken cancellation)
    {
        var reply = await ControlClient.AskAsync(store, request, ControlClient.Patience, cancellation)
            ?? throw new BadHttpRequestException(
                "No program has this store open; nothing can be acted on until one is started.",
                StatusCodes.Status409Conflict);
        if (!reply.Ok)
        {
            throw new BadHttpRequestException(reply.Message, StatusCodes.Status409Conflict);
        }
    }
}
