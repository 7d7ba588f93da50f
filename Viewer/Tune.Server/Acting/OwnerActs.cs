using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>The process that owns the store acts, if there is one: it is asked as a second terminal asks it.</summary>
/// <param name="store">The store's folder.</param>
/// <param name="become">Acts where nobody owns the store, as its owner for a moment; null for nobody.</param>
internal sealed class OwnerActs(string store, IActs? become = null) : IActs
{
    public async Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation)
    {
        using var owner = TuneClient.ForStore(store);
        owner.Via = by.Via;
        try
        {
            var done = await AskAsync(owner, experiment, act, by.Key, cancellation);
            return new ActReceipt(done.Trial is { } trial ? new TrialId(trial) : null, done.IsRepeat);
        }
        catch (TuneClientException nobody) when (become is not null && nobody.Kind == TuneClientException.NoOwner)
        {
            return await become.ActAsync(experiment, act, by, cancellation);
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
