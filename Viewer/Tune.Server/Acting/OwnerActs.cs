using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;
using Tune.Hosting;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>The process that owns the store acts, if there is one: it is asked as a second terminal asks it.</summary>
/// <param name="store">The store's folder.</param>
/// <param name="become">Acts where nobody owns the store, as its owner for a moment; null for nobody.</param>
internal sealed class OwnerActs(string store, IActs? become = null) : IActs
{
    public Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation) => DoAsync(
            by, async owner => ReceiptOf(await AskAsync(owner, experiment, act, by.Key, cancellation)),
            other => other.ActAsync(experiment, act, by, cancellation), cancellation);

    public Task<ActReceipt> PurgeAsync(string experiment, ActedBy by, CancellationToken cancellation) => DoAsync(
        by, async owner => ReceiptOf(await owner.PurgeAsync(experiment, by.Key, cancellation)),
        other => other.PurgeAsync(experiment, by, cancellation), cancellation);

    public Task<Submitted> SubmitAsync(SubmitOrder order, ActedBy by, CancellationToken cancellation) => DoAsync(
        by,
        async owner =>
        {
            var done = await owner.SubmitAsync(SubmitBody.Of(order), by.Key, cancellation);
            return new Submitted(done.Experiment ?? order.Name ?? "", done.IsRepeat);
        },
        other => other.SubmitAsync(order, by, cancellation), cancellation);

    // Who only looks need not know that nobody has the store.
    public async Task<TemplateList> TemplatesAsync(CancellationToken cancellation)
    {
        using var owner = TuneClient.ForStore(store);
        try
        {
            return await owner.TemplatesAsync(cancellation);
        }
        catch (TuneClientException)
        {
            return new TemplateList { Templates = [] };
        }
    }

    private static ActReceipt ReceiptOf(DoneItem done) =>
        new(done.Trial is { } trial ? new TrialId(trial) : null, done.IsRepeat);

    private async Task<T> DoAsync<T>(
        ActedBy by, Func<TuneClient, Task<T>> ask, Func<IActs, Task<T>> act, CancellationToken cancellation)
    {
        using var owner = TuneClient.ForStore(store);
        owner.Via = by.Via;
        try
        {
            return await ask(owner);
        }
        catch (TuneClientException nobody) when (become is not null && nobody.Kind == TuneClientException.NoOwner)
        {
            return await act(become);
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

    private static Task<DoneItem> AskAsync(
        TuneClient owner, string experiment, UserAct act, string? key, CancellationToken cancellation) => act switch
    {
        UserAct.Pause => owner.PauseAsync(experiment, key, cancellation),
        UserAct.Resume => owner.ResumeAsync(experiment, key, cancellation),
        UserAct.Stop => owner.StopAsync(experiment, key, cancellation),
        UserAct.StopTrial stop => owner.StopTrialAsync(experiment, stop.Trial.Number, key, cancellation),
        UserAct.Extend more => owner.ExtendAsync(experiment, more.Trials, more.TimeBudget, key, cancellation),
        UserAct.Enqueue next => owner.EnqueueAsync(experiment, Forms.Of(next.Config), key, cancellation),
        UserAct.Annotate note => owner.AnnotateAsync(
            experiment,
            new AnnotateItem { Set = note.Set, Remove = note.Remove, Note = note.Note, Title = note.Title },
            note.Trial?.Number, key, cancellation),
        UserAct.Delete gone => owner.DeleteAsync(experiment, gone.Trial?.Number, key, cancellation),
        UserAct.Restore back => owner.RestoreAsync(experiment, back.Trial?.Number, key, cancellation),
        _ => throw new NotSupportedException($"{act.GetType().Name} cannot be asked of another program."),
    };
}
