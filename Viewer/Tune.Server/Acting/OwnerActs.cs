using Tune.Client;
using Tune.Engine.Trials;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>The process that owns the store acts, if there is one: it is asked as a second terminal asks it.</summary>
/// <param name="store">The store's folder.</param>
internal sealed class OwnerActs(string store) : IActs
{
    public Task PauseAsync(string experiment, CancellationToken cancellation) =>
        AskAsync(owner => owner.PauseAsync(experiment, cancellation: cancellation));

    public Task StopAsync(string experiment, CancellationToken cancellation) =>
        AskAsync(owner => owner.StopAsync(experiment, cancellation: cancellation));

    public Task StopTrialAsync(string experiment, TrialId trial, CancellationToken cancellation) =>
        AskAsync(owner => owner.StopTrialAsync(experiment, trial.Number, cancellation: cancellation));

    private async Task AskAsync(Func<TuneClient, Task> ask)
    {
        using var owner = TuneClient.ForStore(store);
        try
        {
            await ask(owner);
        }
        catch (TuneClientException refused)
        {
            // Its own words may name files: only what it answered over the API is passed on.
            throw refused.Status is { } status
                ? new ProblemException(status, refused.Kind, refused.Message)
                : new ProblemException(
                    409, "no_owner",
                    "No program has this store open; nothing can be acted on until one is started.");
        }
    }
}
