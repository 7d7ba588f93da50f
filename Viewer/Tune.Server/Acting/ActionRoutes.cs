using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Server.Access;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>What can be done by hand, each once under the key of its request.</summary>
internal static class ActionRoutes
{
    private const string Experiment = "/experiments/{experiment}";
    private const string Trial = Experiment + "/trials/{trial:int}";

    // Whoever asks waits a little longer.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        var acting = routes.MapGroup("").WithMetadata(new RequiredRole(TuneRole.Operator));
        MapExperiment(acting, served);
        routes.MapPost(Experiment + "/purge", (HttpContext context, string experiment) =>
                PurgeAsync(context, served, experiment))
            .WithMetadata(new RequiredRole(TuneRole.Admin)).Produces<DoneItem>();
        acting.MapPost(Trial + "/stop", (HttpContext context, string experiment, int trial) => DoAsync(
            context, served, experiment, new UserAct.StopTrial(new TrialId(trial)),
            $"trial {trial} of {experiment} is stopped.")).Produces<DoneItem>();
        acting.MapPatch(Trial, async (HttpContext context, string experiment, int trial) => await DoAsync(
            context, served, experiment, await ActBody.AnnotateAsync(context, trial),
            $"trial {trial} of {experiment} is marked.")).Accepts<AnnotateItem>(Json).Produces<DoneItem>();
        acting.MapDelete(Trial, (HttpContext context, string experiment, int trial) => DoAsync(
            context, served, experiment, new UserAct.Delete(new TrialId(trial)),
            $"trial {trial} of {experiment} is in the recycle bin; restoring brings it back."))
            .Produces<DoneItem>();
        acting.MapPost(Trial + "/restore", (HttpContext context, string experiment, int trial) => DoAsync(
            context, served, experiment, new UserAct.Restore(new TrialId(trial)),
            $"trial {trial} of {experiment} is back.")).Produces<DoneItem>();
    }

    private const string Json = "application/json";

    private static void MapExperiment(IEndpointRouteBuilder acting, Served served)
    {
        acting.MapPost(Experiment + "/pause", (HttpContext context, string experiment) => DoAsync(
            context, served, experiment, new UserAct.Pause(), $"{experiment} is paused; resume goes on."))
            .Produces<DoneItem>();
        acting.MapPost(Experiment + "/resume", (HttpContext context, string experiment) => DoAsync(
            context, served, experiment, new UserAct.Resume(), $"{experiment} goes on.")).Produces<DoneItem>();
        acting.MapPost(Experiment + "/stop", (HttpContext context, string experiment) => DoAsync(
            context, served, experiment, new UserAct.Stop(), $"{experiment} is stopped.")).Produces<DoneItem>();
        acting.MapPost(Experiment + "/extend", async (HttpContext context, string experiment) => await DoAsync(
            context, served, experiment, await ActBody.ExtendAsync(context), $"{experiment} is extended."))
            .Accepts<ExtendItem>(Json).Produces<DoneItem>();
        acting.MapPost(Experiment + "/trials", async (HttpContext context, string experiment) => await DoAsync(
            context, served, experiment, await ActBody.EnqueueAsync(context), $"{experiment} tries it next."))
            .Accepts<EnqueueItem>(Json).Produces<DoneItem>();
        acting.MapPatch(Experiment, async (HttpContext context, string experiment) => await DoAsync(
            context, served, experiment, await ActBody.AnnotateAsync(context, null), $"{experiment} is marked."))
            .Accepts<AnnotateItem>(Json).Produces<DoneItem>();
        acting.MapDelete(Experiment, (HttpContext context, string experiment) => DoAsync(
            context, served, experiment, new UserAct.Delete(),
            $"{experiment} is in the recycle bin; restoring brings it back.")).Produces<DoneItem>();
        acting.MapPost(Experiment + "/restore", (HttpContext context, string experiment) => DoAsync(
            context, served, experiment, new UserAct.Restore(), $"{experiment} is back.")).Produces<DoneItem>();
    }

    private static async Task<IResult> DoAsync(
        HttpContext context, Served served, string experiment, UserAct act, string done)
    {
        var cancellation = context.RequestAborted;
        var by = ActSender.Of(context);
        await served.GlanceAsync(experiment, cancellation);
        var acts = ActsOf(served);

        if (act.Problems().ToArray() is { Length: > 0 } problems)
        {
            throw new ProblemException(400, "request", string.Join(' ', problems));
        }

        try
        {
            var receipt = await acts.ActAsync(experiment, act, by, cancellation).WaitAsync(s_patience, cancellation);
            return Answer.Of(new DoneItem
            {
                Message = receipt.Trial is { } next ? $"trial {next.Number} of {experiment} is next." : done,
                Trial = receipt.Trial?.Number,
                IsRepeat = receipt.IsRepeat,
            });
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It was not done within {s_patience.TotalSeconds:0} s; it may still be.");
        }
    }

    private static async Task<IResult> PurgeAsync(HttpContext context, Served served, string experiment)
    {
        var by = ActSender.Of(context);
        try
        {
            var receipt = await ActsOf(served).PurgeAsync(experiment, by, context.RequestAborted);
            return Answer.Of(new DoneItem { Message = $"{experiment} is gone for good.", IsRepeat = receipt.IsRepeat });
        }
        catch (UnknownExperimentException)
        {
            // In words that do not say where the store lies.
            await served.GlanceAsync(experiment, context.RequestAborted);
            throw;
        }
    }

    private static IActs ActsOf(Served served) => served.Acts ?? throw new ProblemException(
        409, "no_owner", "Nobody runs the experiments of this store now; nothing can be acted on.");

    /// <summary>Links to the viewer, for who may have everything anyway.</summary>
    public static void MapLinks(IEndpointRouteBuilder routes, Served served) =>
        routes.MapPost("/links", (string? to) => served.Link(to ?? "/") is { } link
                ? Answer.Of(new LinkItem { Url = link.AbsoluteUri })
                : throw new ProblemException(
                    409, "no_viewer", "The program that has this store open serves no viewer."))
            .Produces<LinkItem>().WithMetadata(new RequiredRole(TuneRole.Admin));
}
